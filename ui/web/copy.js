// One listener for the page: a button with data-copy puts its text on the clipboard and says so.
if (!document.carnetCopies) {
  document.carnetCopies = true;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // The clipboard is for secure pages only: on a hospital's plain http address, the old way.
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "Copié";
    setTimeout(() => { button.textContent = "Copier"; }, 2000);
  });
}
