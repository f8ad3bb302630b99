// The usual way to send events with socket.io: everyone is in one room, over WebSocket alone. For comparison only.
import http from "node:http";
import { Server } from "socket.io";

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    for (const message of JSON.parse(Buffer.concat(parts))) io.to("room").emit("message", message);
    response.writeHead(201, { "Content-Type": "application/json" });
    response.end("[]");
  });
});
const io = new Server(server, { transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.join("room");
  socket.emit("connected");
});
server.keepAliveTimeout = 0; // a publisher may be silent for long beside slow streams
server.listen(0, "127.0.0.1", () => console.error("listening: http://127.0.0.1:" + server.address().port + "/api/realtime"));
