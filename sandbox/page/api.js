// Talking with the sandbox's own server.

// A request that reached nobody. Whatever it was to do is not done.
export class Unreachable extends Error {
  constructor() {
    super("The sandbox is not running. Start it again: mayarbot sandbox");
  }
}

const reach = (path, how) => fetch(path, how).catch(() => { throw new Unreachable(); });

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
  return read(await reach(`/sandbox/${path}`, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(body),
  }));
}

const RETRY = 1000; // milliseconds until a stream that was lost is opened again

// listen calls changed whenever something changed on the server, and connected with whether the sandbox can be reached.
export function listen(changed, connected) {
  const stream = new WebSocket(new URL("/sandbox/events", location.href.replace(/^http/, "ws")));
  stream.onopen = () => connected(true);
  stream.onmessage = () => changed(); // the first says hello: what happened before it is to be asked for
  stream.onclose = () => { connected(false); setTimeout(() => listen(changed, connected), RETRY); };
}

// latest runs an asynchronous function one at a time; calls that come in meanwhile become one more run at the end.
export function latest(run) {
  let running = false;
  let again = false;
  return async function call() {
    if (running) { again = true; return; }
    running = true;
    try {
      do { again = false; await run(); } while (again);
    } finally {
      running = false;
    }
  };
}
