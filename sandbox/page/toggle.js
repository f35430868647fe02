// A button of the control room that does something or undoes it.

// toggle returns {node, set(state)}. action(label, path, body) makes a button of the control room.
// on and off are [label, action], and body() is the target.
export function toggle(action, path, body, on, off) {
  const node = action(on[0], path, () => ({...body(), do: node.dataset.do}));
  return {
    node,
    set(state) {
      [node.textContent, node.dataset.do] = state ? off : on;
    },
  };
}
