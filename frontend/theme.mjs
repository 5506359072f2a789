// Designsystemet's theme in our colours: blue, with red for what is late, refused or urgent.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const NAMES = [
  "background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover",
  "surface-active", "border-subtle", "border-default", "border-strong", "text-subtle",
  "text-default", "base-default", "base-hover", "base-active", "base-contrast-subtle",
  "base-contrast-default",
];

const LIGHT = {
  accent: "ffffff f0f5fc ffffff e3edf9 d0e1f5 bad2ef a8c5e9 3f7cc6 0b4ea2 0b4ea2 062a58 0b4ea2 093f83 073166 dbe7f7 ffffff",
  neutral: "ffffff f3f5f8 ffffff ebeff4 e0e5ec d1d8e2 cbd2dc 727d8c 525d6c 4d5866 1a232f 2a3543 384454 465364 c9d0da ffffff",
  danger: "ffffff fdf3f3 ffffff fbe5e5 f7d0d0 f2b8b8 eba1a3 cf3a42 a80f18 a80f18 560508 b3101a 930d15 740a10 fbe0e1 ffffff",
};

const DARK = {
  accent: "10151d 101b2d 161c26 152a49 1b375f 224475 2f5c9c 5b93db 8fb9ee 96bef0 dfebfb 7db0f0 99c1f4 b5d2f8 0e2444 04142c",
  neutral: "10151d 0b0f15 161c26 1e2632 28313f 333d4d 384353 8390a1 a6b1c0 aab4c2 e8ecf2 d8dee7 c3ccd8 aeb9c8 2a3340 10151d",
  danger: "10151d 2a1214 161c26 3a1618 4c1c1f 602327 87343a e0646b f2989d f4a2a6 fde3e4 f0868c f5a0a5 f9babd 440c10 2b0507",
};

const colours = (palette) =>
  Object.entries(palette)
    .flatMap(([colour, values]) =>
      values.split(" ").map((value, i) => `--ds-color-${colour}-${NAMES[i]}:#${value};`),
    )
    .join("");

/** The theme's style sheet: the original without its brand colours, then ours over it. */
export async function theme(modules) {
  const path = "@digdir/designsystemet-theme/src/themes/designsystemet.css";
  const original = await readFile(join(modules, path), "utf8");
  const kept = original.split("\n").filter((line) => !line.includes("--ds-color-brand"));
  return `${kept.join("\n")}
:root,[data-color-scheme="light"]{color-scheme:light;${colours(LIGHT)}}
[data-color-scheme="dark"]{color-scheme:dark;${colours(DARK)}}
@media (prefers-color-scheme:dark){[data-color-scheme="auto"]{color-scheme:dark;${colours(DARK)}}}
`;
}
