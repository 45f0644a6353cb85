/** Look of the service: paper and ink by day, a lamp in a dark room by night. */
export const LUMEN_STYLES = `
:root {
  --paper: #f7f5f0; --surface: #fffdf9; --line: #e2ddd2; --ink: #23211d; --muted: #6d675c;
  --accent: #2f5d50; --on-accent: #fdfcf8; --glow: #e8a13a; --halo: #f6dfb4; --tint: #e9efe9; --bad: #a3382a;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161513; --surface: #1f1e1b; --line: #35332e; --ink: #ece7dc; --muted: #a39c8e;
    --accent: #8fc7b3; --on-accent: #10211b; --glow: #f0b45a; --halo: #4a3a1d; --tint: #25302b; --bad: #ef9c8d;
  }
}
* { box-sizing: border-box; margin: 0; }
html { color-scheme: light dark; background: var(--paper); }
body { background: var(--paper); color: var(--ink); font: 16px/1.6 var(--sans); min-height: 100vh; }
h1, .brand { font-family: var(--serif); font-weight: 500; letter-spacing: -.01em; }
h1 { font-size: 2rem; line-height: 1.2; }
h2 { font-size: .95rem; font-weight: 600; }
a { color: inherit; }
.muted { color: var(--muted); }
.small, small { font-size: .85rem; }
:focus-visible { outline: 2px solid var(--glow); outline-offset: 2px; }

button, .button {
  display: inline-block; border: 1px solid transparent; border-radius: 10px; padding: .6rem 1.1rem; cursor: pointer;
  background: var(--accent); color: var(--on-accent); font: 600 1rem/1.3 var(--sans); text-decoration: none;
}
button:hover, .button:hover { filter: brightness(1.08); }
button:disabled { opacity: .45; cursor: default; }
button.quiet, .button.quiet { background: transparent; color: var(--ink); border-color: var(--line); font-weight: 500; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 16px; padding: 1.5rem; }
[role="alert"] { color: var(--bad); }
[role="status"] { color: var(--accent); }

.brand { display: inline-flex; align-items: center; gap: .6rem; font-size: 1.35rem; text-decoration: none; }
.lamp { width: 1.7rem; height: 1.7rem; flex: none; }
.lamp-glow { fill: var(--halo); }
.lamp-core { fill: var(--glow); }
.lamp-spark { fill: #fffdf9; opacity: .7; }

.start { max-width: 62rem; min-height: 100vh; margin: 0 auto; padding: 1.5rem; display: flex; flex-direction: column; }
.bar { display: flex; justify-content: space-between; align-items: center; }
.start main { flex: 1; padding: clamp(3rem, 12vh, 8rem) 0 3rem; }
.start main { position: relative; }
.start .sky { display: none; position: absolute; right: 0; top: 50%; width: 21rem; height: 21rem; translate: 0 -75%; }
@media (min-width: 58rem) { .start .sky { display: block; } }
.sky .far { fill: var(--halo); opacity: .35; }
.sky .near { fill: var(--halo); opacity: .6; }
.sky .core { fill: var(--glow); }
.sky .hill { fill: color-mix(in srgb, var(--accent) 45%, var(--paper)); }
.sky .near-hill { fill: color-mix(in srgb, var(--accent) 70%, var(--paper)); }
.start h1 { font-size: clamp(2.4rem, 7vw, 4rem); max-width: 14ch; }
.lead { font-size: 1.2rem; color: var(--muted); max-width: 34rem; margin: 1.2rem 0 2rem; }
.reasons { list-style: none; padding: 2rem 0 0; margin-top: 4.5rem; display: grid; gap: 2rem; border-top: 1px solid var(--line); }
.reasons p { color: var(--muted); margin-top: .3rem; }
.start footer { color: var(--muted); font-size: .85rem; }
@media (min-width: 44rem) { .reasons { grid-template-columns: repeat(3, 1fr); } }

.gate { max-width: 24rem; margin: 0 auto; padding: clamp(2rem, 12vh, 7rem) 1.25rem 2rem; text-align: center; }
.gate > * + * { margin-top: .6rem; }
.gate .lamp { width: 3.2rem; height: 3.2rem; }
.gate .card { text-align: left; display: grid; gap: 1.1rem; margin: 1.6rem 0; }
.gate .button { margin-top: 1.5rem; }
label span { display: block; font-size: .88rem; font-weight: 600; margin-bottom: .3rem; }
input, textarea {
  width: 100%; border: 1px solid var(--line); border-radius: 10px; padding: .6rem .8rem; font: inherit;
  color: inherit; background: var(--paper);
}

.shell { display: grid; grid-template-columns: 16.5rem 1fr; height: 100vh; height: 100dvh; }
.side {
  display: flex; flex-direction: column; gap: 1.4rem; padding: 1.25rem 1rem; border-right: 1px solid var(--line);
  background: color-mix(in srgb, var(--surface) 55%, var(--paper));
}
.side nav { display: grid; gap: .15rem; }
.side nav a { padding: .45rem .7rem; border-radius: 9px; text-decoration: none; }
.side nav a[aria-current] { background: var(--tint); font-weight: 600; }
.aside { flex: 1; min-height: 0; overflow: hidden; padding: 0 .7rem; color: var(--muted); font-size: .9rem; }
.aside h2 { font-size: .8rem; margin-bottom: .35rem; }
.aside ul { list-style: none; padding: 0; }
.aside li { padding: .28rem 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.account { display: grid; grid-template-columns: auto 1fr; gap: .7rem; align-items: center; }
.account .quiet { grid-column: 1 / -1; font-size: .9rem; padding: .4rem .8rem; }
.avatar {
  width: 2.2rem; height: 2.2rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--halo); font-size: .8rem; font-weight: 700;
}
.who { display: grid; line-height: 1.3; min-width: 0; font-size: .9rem; }
.who small { color: var(--muted); overflow: hidden; text-overflow: ellipsis; }
.content { min-width: 0; min-height: 0; overflow: auto; }

.chat { max-width: 46rem; height: 100%; margin: 0 auto; padding: 1rem 1.5rem .8rem; display: flex; flex-direction: column; }
.talk { flex: 1; min-height: 0; overflow-y: auto; padding: 1rem .25rem; display: flex; flex-direction: column; gap: 1.1rem; }
.hello { margin: auto; text-align: center; }
.message { max-width: 94%; }
.message .text { white-space: pre-wrap; overflow-wrap: anywhere; }
.prompt { align-self: flex-end; background: var(--tint); border-radius: 16px 16px 4px 16px; padding: .6rem 1rem; }
.reply { align-self: flex-start; font-family: var(--serif); font-size: 1.12rem; padding-left: 1rem; border-left: 3px solid var(--halo); }
.reply[data-reply-state="streaming"] { border-left-color: var(--glow); }
.reply[data-reply-state="streaming"] .text::after { content: "●"; color: var(--glow); margin-left: .3rem; font-size: .7em; }
.reply [role="alert"] { font: .92rem/1.5 var(--sans); margin-top: .3rem; }
.composer {
  display: flex; gap: .6rem; align-items: flex-end; background: var(--surface); border: 1px solid var(--line);
  border-radius: 16px; padding: .55rem; box-shadow: 0 8px 30px -18px rgb(0 0 0 / .45);
}
.composer textarea { border: 0; background: transparent; resize: none; field-sizing: content; max-height: 10rem; }
.composer textarea:focus { outline: none; }
.composer:focus-within { border-color: var(--glow); }
.fine { text-align: center; padding-top: .6rem; }

.console { max-width: 58rem; margin: 0 auto; padding: 1.5rem; display: grid; gap: 1.3rem; }
.tabs { display: flex; gap: 1.4rem; border-bottom: 1px solid var(--line); }
.tabs a { padding: .5rem 0; text-decoration: none; color: var(--muted); }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: inset 0 -2px var(--glow); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; }
.figures .card { padding: 1.1rem 1.3rem; }
dt { color: var(--muted); font-size: .88rem; }
dd { font: 500 1.7rem/1.3 var(--serif); }
.bars { display: block; width: 100%; height: 11rem; margin-top: 1rem; }
.bars rect { fill: var(--accent); opacity: .85; }
.flush { padding: 0; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; white-space: nowrap; }
th, td { text-align: left; padding: .8rem 1.3rem; font-weight: 400; }
thead th { color: var(--muted); font-size: .85rem; }
tbody tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; }
code { font: .88em/1.4 ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; }
.letter-text { white-space: pre-wrap; overflow-wrap: anywhere; }
.letter { display: grid; gap: .4rem; }
.credentials { padding: 1.2rem 1.3rem; list-style: none; display: grid; gap: .8rem; }

@media (max-width: 44rem) {
  .shell { grid-template-columns: 1fr; grid-template-rows: auto 1fr; }
  .side { flex-direction: row; align-items: center; gap: .6rem; padding: .6rem .9rem; border-right: 0; border-bottom: 1px solid var(--line); }
  .side .brand span, .aside, .avatar, .who { display: none; }
  .side nav { display: flex; flex: 1; }
  .chat { padding: .4rem .9rem .7rem; }
  .console { padding: 1rem .9rem; }
  h1 { font-size: 1.7rem; }
  th, td { padding: .7rem .8rem; }
  td:nth-child(n + 3), th:nth-child(n + 3) { display: none; }
}
`

/** Style of pages in front of the service: plain, as such pages are. */
export const EDGE_STYLES = `
html { color-scheme: light dark; }
body { font: 16px/1.5 sans-serif; max-width: 36rem; margin: 12vh auto; padding: 0 1rem; text-align: center; }
`

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#f6dfb4"/><circle cx="16" cy="16" r="9.5" fill="#e8a13a"/><circle cx="13" cy="13.5" r="3" fill="#fffdf9" opacity=".7"/></svg>`
