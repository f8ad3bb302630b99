// The usual way to stream events from Node: each message is written to each response. For comparison only.
import http from "node:http";

const clients = new Set();
const server = http.createServer((request, response) => {
  if (request.method === "GET") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    response.write('data: {"type":"connected"}\n\n');
    clients.add(response);
    response.on("close", () => clients.delete(response));
    return;
  }
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    for (const message of JSON.parse(Buffer.concat(parts))) {
      const frame = Buffer.from("data: " + JSON.stringify(message) + "\n\n");
      for (const client of clients) client.write(frame);
    }
    response.writeHead(201, { "Content-Type": "application/json" });
    response.end("[]");
  });
});
server.keepAliveTimeout = 0; // a publisher may be silent for long beside slow streams
server.listen(0, "127.0.0.1", () => console.error("listening: http://127.0.0.1:" + server.address().port + "/api/realtime"));
