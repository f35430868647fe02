// Links of the pretend Mayar name a shop that does not exist (.example), and its buyers' numbers are
// invented. So a click on such a link, or on a chat with such a number, opens a page of the sandbox
// that explains it. The link itself stays unchanged, to be read and copied.

const EXPLAINED = [
  [/\.example$/, "payment.html"],
  [/^wa\.me$/, "whatsapp.html"],
];

// explainLinks handles clicks on such links anywhere on the page.
export function explainLinks() {
  const open = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button > 1) return;
    const host = new URL(link.href).hostname;
    const found = EXPLAINED.find(([name]) => name.test(host));
    if (!found) return;
    event.preventDefault();
    window.open(`${found[1]}#${encodeURIComponent(link.href)}`, "_blank", "noopener");
  };
  document.addEventListener("click", open);
  document.addEventListener("auxclick", open);
}
