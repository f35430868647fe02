// Requests to the sandbox's own server.

// A request that did not reach the server, so it had no effect.
export class Unreachable extends Error {
  constructor() {
    super("The sandbox is not running. Start it again: mayarbot sandbox");
  }
}

const reach = (path, how) =>
  fetch(path, how).catch(() => {
    throw new Unreachable();
  });

async function read(response) {
  const body = await response.json().catch(() => ({error: `The sandbox answered ${response.status}.`}));
  if (!response.ok) throw new Error(body.error || `The sandbox answered ${response.status}.`);
  return body;
}

export async function get(path, params = {}) {
  const query = new URLSearchParams(params).toString();
  return read(await reach(`/sandbox/${path}${query ? `?${query}` : ""}`));
}

export async function post(path, body = {}) {
  return read(
    await reach(`/sandbox/${path}`, {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify(body),
    }),
  );
}

const RETRY = 1000; // milliseconds before a lost stream is opened again

// listen calls changed after every change on the server, and connected when the connection is lost
// or back.
export function listen(changed, connected) {
  const stream = new WebSocket(new URL("/sandbox/events", location.href.replace(/^http/, "ws")));
  stream.onopen = () => connected(true);
  stream.onmessage = () => changed(); // the first message is hello: fetch all earlier changes
  stream.onclose = () => {
    connected(false);
    setTimeout(() => listen(changed, connected), RETRY);
  };
}

// latest runs an asynchronous function one call at a time. Calls during a run become one more run
// at the end.
export function latest(run) {
  let running = false;
  let again = false;
  return async function call() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await run();
      } while (again);
    } finally {
      running = false;
    }
  };
}
