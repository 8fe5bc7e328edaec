// The result as a picture to share: the sum in large type over the words, drawn on the phone itself
// so that it works without signal.

import { money } from "./money.js";

const WIDTH = 800, EDGE = 48, BAND = 112, MEASURE = WIDTH - 2 * EDGE;
const INK = "#14202B", MUTED = "#51606E", BRAND = "#0B5CAB", WHITE = "#FFFFFF";
const font = (weight, size) => `${weight} ${size}px "Be Vietnam Pro", sans-serif`;

/** Give the PNG as a File; `by` is { office, hotline }, `answer` what the calculator said. */
export async function card(answer, by) {
  await Promise.all([400, 600, 700].map((weight) => document.fonts.load(font(weight, 28), "Số đồng")));
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const blocks = written(pen, answer, by);
  canvas.width = WIDTH;
  canvas.height = BAND + blocks.reduce((sum, { height }) => sum + height, 0) + EDGE;
  paint(pen, canvas, blocks, by);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return new File([blob], "muc-dong-bhxh.png", { type: "image/png" });
}

/** All lines with their type and the height that each takes. */
function written(pen, { pay, period, text }, { hotline }) {
  const lines = [
    ["BHXH tự nguyện: người dân đóng", 600, 32, MUTED, 76],
    [money(pay), 700, 96, BRAND, 116],
    [period.trim().replace(/^./, (first) => first.toUpperCase()), 600, 32, INK, 64],
    ...text.split("\n").map((line) => [line, 400, 28, INK, 12]),
    [`Tổng đài ${hotline}`, 700, 32, BRAND, 60],
  ];
  return lines.flatMap(([said, weight, size, colour, above]) =>
    wrapped(pen, said, font(weight, size)).map((line, number) => {
      const height = number ? Math.round(size * 1.45) : Math.max(above, Math.round(size * 1.45) + 6);
      return { line, face: font(weight, size), colour, height };
    }),
  );
}

function wrapped(pen, text, face) {
  pen.font = face;
  const lines = [];
  for (const word of text.replace(/(\d) đ\b/g, "$1\u00a0đ").split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= MEASURE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function paint(pen, { height }, blocks, { office }) {
  pen.fillStyle = WHITE;
  pen.fillRect(0, 0, WIDTH, height);
  pen.fillStyle = BRAND;
  pen.fillRect(0, 0, WIDTH, BAND);
  const heading = wrapped(pen, office, font(700, 30)).slice(0, 2);
  pen.fillStyle = WHITE;
  heading.forEach((line, number) => pen.fillText(line, EDGE, BAND / 2 + 10 + (number - (heading.length - 1) / 2) * 40));
  let foot = BAND;
  for (const { line, face, colour, height: room } of blocks) {
    foot += room;
    pen.font = face;
    pen.fillStyle = colour;
    pen.fillText(line, EDGE, foot);
  }
}
