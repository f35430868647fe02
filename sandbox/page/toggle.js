// Buttons of the control room that do something or take it back.

// toggle returns {node, set(state)}. action(label, path, body) makes a button of the control room. on and off are [label, what is done], and body() says
// to what.
export function toggle(action, path, body, on, off) {
  const node = action(on[0], path, () => ({...body(), do: node.dataset.do}));
  return {node, set(state) { [node.textContent, node.dataset.do] = state ? off : on; }};
}
