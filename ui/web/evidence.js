// The summary with its marks. Called again at each change of data: the text is built once, then only the selection moves,
// so that the keyboard's focus stays where it is. Texts go through textContent: nothing of a note is read as HTML.
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".note");
  const wanted = JSON.stringify(data.pieces);
  if (box.dataset.pieces !== wanted) {
    box.dataset.pieces = wanted;
    box.replaceChildren(...data.pieces.map(shown));
  }
  const chosen = new Set(data.chosen);
  let first = null;
  for (const mark of box.querySelectorAll("mark")) {
    const keys = mark.dataset.keys.split(" ");
    const on = keys.some((key) => chosen.has(key));
    mark.classList.toggle("chosen", on);
    if (mark.hasAttribute("role")) mark.setAttribute("aria-pressed", String(on));
    mark.onclick = () => setTriggerValue("picked", { keys, words: mark.textContent });
    mark.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      setTriggerValue("picked", { keys, words: mark.textContent });
    };
    if (on && !first) first = mark;
  }
  const selection = data.chosen.join(" ");
  if (first && box.dataset.selection !== selection) {
    const top = first.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 40) box.scrollTop = top - box.clientHeight / 3;
  }
  box.dataset.selection = selection;
}

function shown(piece) {
  if (!piece.keys.length) return document.createTextNode(piece.text);
  const mark = document.createElement("mark");
  mark.textContent = piece.text;
  mark.dataset.keys = piece.keys.join(" ");
  mark.className = piece.kind;
  mark.title = piece.label;
  if (piece.text.trim()) {
    mark.setAttribute("role", "button");
    mark.tabIndex = 0;
    mark.setAttribute("aria-label", `${piece.text} : ${piece.label}`);
  }
  return mark;
}
