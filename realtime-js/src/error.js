/** What the server says is wrong with a request. */
export class RealtimeError extends Error {
  constructor(status, { code = "failed", message = `The server answered with status ${status}`, stored } = {}) {
    super(message);
    this.name = "RealtimeError";
    this.status = status;
    this.code = code;
    this.stored = stored;
  }
}

export async function failure(response) {
  const body = await response.json().catch(() => ({}));
  return new RealtimeError(response.status, body.error);
}
