// Links of the pretend Mayar. They name a shop that is nowhere (.example), so a click opens a page of the sandbox that says what would be there; the
// link itself stays as the bot sent it, to be read and copied.

const NOWHERE = /\.example$/;

// explainPayments takes over clicks on such links, wherever they stand on the page.
export function explainPayments() {
  const open = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button > 1 || !NOWHERE.test(new URL(link.href).hostname)) return;
    event.preventDefault();
    window.open(`payment.html#${encodeURIComponent(link.href)}`, "_blank", "noopener");
  };
  document.addEventListener("click", open);
  document.addEventListener("auxclick", open);
}
