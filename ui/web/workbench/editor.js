// The text of a rule file with its line numbers, and what was found in it. Called again at each change of data: the text is only
// replaced when its stamp is another one, so that what is being typed stays. Texts go through textContent.
const PAUSE = 250; // ms without a keystroke before the text is sent

export default function ({ data, parentElement, setStateValue }) {
  const area = parentElement.querySelector("textarea");
  const numbers = parentElement.querySelector(".numbers");
  const list = parentElement.querySelector("ul");
  const stamp = `${data.file}:${data.stamp}`;
  if (area.dataset.stamp !== stamp) {
    area.dataset.stamp = stamp;
    area.value = data.text;
  }
  const send = () => {
    clearTimeout(area.waiting);
    area.waiting = null;
    setStateValue("typed", { file: data.file, stamp: data.stamp, text: area.value });
  };
  area.oninput = () => {
    number(area, numbers, new Set());
    clearTimeout(area.waiting);
    area.waiting = setTimeout(send, PAUSE);
  };
  area.onblur = () => { if (area.waiting) send(); };
  area.onscroll = () => { numbers.scrollTop = area.scrollTop; };
  if (!area.waiting) number(area, numbers, new Set(data.findings.filter((one) => one.fault).map((one) => one.line)));
  parentElement.querySelector("[role=status]").textContent = data.summary;
  list.replaceChildren(...data.findings.map((one) => shown(one, area)));
  const place = `${data.file}:${data.rule}`;
  if (area.dataset.place !== place) {
    area.dataset.place = place;
    requestAnimationFrame(() => { area.scrollTop = Math.max(0, (data.line - 2) * height(area)); area.scrollLeft = 0; });
  }
}

function height(area) {
  return parseFloat(getComputedStyle(area).lineHeight);
}

function number(area, numbers, faulty) {
  const count = area.value.split("\n").length;
  const wanted = `${count}:${[...faulty].join(",")}`;
  if (numbers.dataset.shown === wanted) return;
  numbers.dataset.shown = wanted;
  numbers.replaceChildren();
  const blank = [];
  for (let line = 1; line <= count; line += 1) {
    if (!faulty.has(line)) { blank.push(line); continue; }
    numbers.append(`${blank.join("\n")}${blank.length ? "\n" : ""}`);
    blank.length = 0;
    const mark = document.createElement("b");
    mark.textContent = `${line}`;
    numbers.append(mark, "\n");
  }
  numbers.append(blank.join("\n"));
  numbers.scrollTop = area.scrollTop;
}

function shown(one, area) {
  const item = document.createElement("li");
  const link = document.createElement("button");
  link.type = "button";
  link.textContent = `Ligne ${one.line}`;
  link.onclick = () => go(area, one.line, one.column);
  item.append(link, ` ${one.sentence}`);
  item.className = one.fault ? "fault" : "";
  return item;
}

function go(area, line, column) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start + Math.max(0, column - 1), start + (lines[line - 1] ?? "").length);
  area.scrollTop = Math.max(0, (line - 4) * height(area));
}
