"""Theme and CSS of the page: text of articles is in serif type, everything else in sans serif."""

from __future__ import annotations

import gradio as gr

from rag.ui import style_collection, style_people, style_print, style_search


def theme() -> gr.themes.Base:
    """Return a theme with system fonts, so that no font is downloaded."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
    ).set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#161412",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_info_text_color="#6b655f",
        block_info_text_color_dark="#a8a29e",
    )


CSS = (
    """
:root {
  --article: Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "Times New Roman", serif;
  --quiet: #6b655f; --line: #e4e1dc; --card: #ffffff;
  --mark: #fdf3c7; --mark-best: #fbe083;
  --warn: #b45309; --warn-fill: #fdf6ea;
  --accent: #0f766e; --accent-fill: #e6f4f1;
}
.dark {
  --quiet: #a8a29e; --line: #3a3633; --card: #1f1c1a;
  --mark: #3d3413; --mark-best: #6b5610;
  --warn: #f0b35a; --warn-fill: #2a2116;
  --accent: #5eead4; --accent-fill: #143430;
}

/* The frame: on a wide screen chat and sources fill the window and scroll separately. Gradio scopes
   rules inside @media to its content, so the frame is the column around ours. */
.gradio-container .main { padding: 0; }
.gradio-container .html-container { padding: 0; }
.gradio-container .prose { color: var(--body-text-color); }
.column:has(> #main) { width: 100%; max-width: 1360px; margin: 0 auto; padding: 0 24px; gap: 0; }
#top { align-items: center; flex-wrap: nowrap; padding: 16px 0 14px; }
#about h1 { font-size: 19px; font-weight: 650; letter-spacing: -.01em; margin: 0; }
#about p { color: var(--quiet); font-size: 13px; margin: 0; }
#rebuild, #topic, #settings .row button {
  min-width: max-content; padding: 6px 14px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); color: var(--body-text-color);
}
#rebuild:hover, #topic:hover, #settings .row button:hover {
  border-color: var(--accent); color: var(--accent);
}
#topic { align-self: flex-end; flex: none; width: auto; padding: 3px 12px; }
#left:not(:has(#chat .bot)) #topic { display: none; }
#main { gap: 28px; padding-bottom: 16px; }
#left, #right { gap: 12px; }
.gradio-container:has(footer .show-api) { --footer: 40px; }
@media (min-width: 900px) {
  .column:has(> #main) { height: calc(100dvh - var(--footer, 0px)); flex-wrap: nowrap; }
  #main { flex: 1 1 0; min-height: 0; flex-wrap: nowrap; align-items: stretch; }
  #left, #right { min-height: 0; flex-wrap: nowrap; }
  #chat { flex: 1 0 180px; min-height: 180px; overflow: hidden !important; }
  #settings { flex: 0 1 auto; min-height: 42px; overflow-y: auto !important; }
  #sources { flex: 1 1 0; min-height: 0; }
  #sources .html-container, #sources .prose, .panel { height: 100%; }
  /* Room for the outlines of what has the focus at its edges. */
  .panel { overflow-y: auto; height: calc(100% + 6px) !important; margin: -3px; padding: 3px; }
}
#sources { position: relative; }
#sources.opening .panel { opacity: .45; }
#sources.opening::after {
  content: "Opening …"; position: absolute; top: 8px; right: 16px; padding: 3px 12px;
  border-radius: 12px; background: var(--accent-fill); color: var(--accent); font-size: 13px;
}

/* Progress and report of a rebuild. */
#status:not(:has(p)) { display: none; }
.status {
  font-size: 13px; padding: 10px 14px; border-radius: 10px;
  background: var(--card); border: 1px solid var(--line);
}
.status p { margin: 0; font-variant-numeric: tabular-nums; }
.status progress {
  display: block; width: 100%; height: 6px; margin-bottom: 8px; accent-color: var(--accent);
}
#status { margin-bottom: 14px; }

/* The chat. Gradio's inline styles can only be overridden with !important. */
#chat { background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
#chat .bubble-wrap { background: transparent; }
#chat .message { font-size: 15px; line-height: 1.55; max-width: 100%; }
#chat .user.message {
  background: var(--accent-fill); border: 0; border-radius: 14px 14px 3px 14px; padding: 8px 14px;
}
#chat .bot.message { background: none; border: 0; box-shadow: none; padding: 0; width: 100%; }
#chat .user.message .message { background: none; }
#chat .message-row { max-width: 100%; margin: 12px 20px 4px; }
#chat .user-row { margin-left: 60px; }
#chat .placeholder-content { justify-content: center; gap: 12px; height: 100%; }
#chat .placeholder { flex: none; height: auto; padding: 12px 16px; text-align: center; }
#chat .placeholder p { font-size: 15px; color: var(--quiet); }
#chat .examples { margin: 0; }
#chat .example {
  border: 1px solid var(--line); border-radius: 12px; background: none; padding: 12px 14px;
}
#chat .example:hover { border-color: var(--accent); background: var(--accent-fill); }
.quotes { margin: 0 0 18px; padding-left: 14px; border-left: 3px solid var(--accent); }
.quotes blockquote { margin: 0; padding: 0; border: 0; font: 17px/1.55 var(--article); }
.quotes blockquote p { margin: 0 0 8px; }
.quotes figcaption { font-size: 13px; line-height: 1.45; }
.context { color: var(--quiet); }
cite { font-style: normal; font-weight: 600; }
.facts, .also, .confidence, .aside, .speaker { color: var(--quiet); font-size: 13px; }
.facts { display: block; font-weight: 400; }
time { white-space: nowrap; }
.short { margin: 0 0 8px; font-size: 20px; }
.confidence { margin: 0; }
.aside { margin: 0 0 10px; }
.ref {
  font: 600 12px/1 var(--font); color: var(--accent); text-decoration: none; white-space: nowrap;
  padding: 2px 3px; border-radius: 5px;
}
a.ref:hover, a.ref:focus-visible { background: var(--accent-fill); text-decoration: underline; }
.refusal, .failure {
  padding: 12px 16px; border-radius: 12px; background: var(--warn-fill);
  border: 1px dashed var(--warn); font-size: 15px;
}
.refusal p, .failure p { margin: 0; }
.refusal strong { color: var(--warn); }
.failure { border-style: solid; }

/* The question. */
#waiting:has(p:empty), #gone:has(p:empty), #too-long:has(p:empty) { display: none; }
#too-long p { color: var(--warn); font-size: 13px; margin: 0; }
#settings .in-force { color: var(--accent); font-weight: 600; overflow-wrap: anywhere; }
#waiting p { color: var(--quiet); font-size: 14px; margin: 0; overflow-wrap: anywhere; }
#gone p {
  margin: 0; padding: 10px 14px; border-radius: 10px; font-size: 14px;
  background: var(--warn-fill); border: 1px solid var(--warn);
}
#left .form { border: 0; background: none; overflow: visible; }
#question.block {
  border: 1px solid var(--line) !important; border-radius: 14px !important;
  background: var(--card); padding: 8px;
}
#question.block:focus-within { border-color: var(--accent) !important; }
#question textarea, #question input {
  background: transparent; border: 0; box-shadow: none; font-size: 16px; padding: 8px 10px;
}
#question .submit-button {
  background: #0f766e; color: #fff; border-radius: 9px; padding: 8px 18px; height: auto;
  font-weight: 600; align-self: flex-end;
}
#question .submit-button:hover { background: #115e59; }

/* The views. */
#views nav { display: flex; flex-wrap: wrap; gap: 2px 0; }
#views a {
  font-size: 13px; font-weight: 600; color: var(--quiet); text-decoration: none; border-radius: 8px;
  padding: 5px 6px;
}
#views a:hover, #views a:focus-visible { color: var(--accent); background: var(--accent-fill); }
#views a[aria-current] { color: var(--body-text-color); box-shadow: inset 0 -2px var(--accent); }

/* Targets of at least 24 pixels; a text's own links are inline, as in any text. */
#chat .icon-button { min-width: 24px; min-height: 24px; }
.ref { display: inline-block; min-width: 24px; text-align: center; }
.ref, .help li a, .listing .facts a, .quotes figcaption > a {
  padding-top: 6px; padding-bottom: 6px;
}
.help li a, .listing .facts a, .quotes figcaption > a { display: inline-block; text-align: left; }
.help h3 { font-size: 15px; font-weight: 650; }
.listing .kinds a { min-width: 24px; }
footer button.show-api { color: var(--quiet) !important; min-height: 24px; }

/* Gradio's page about the API says how a program of its own offers tools: not how this one does. */
.api-docs .snippets li:has(img[src*="/mcp-"]) { display: none; }

.panel h2 { font-size: 16px; font-weight: 650; margin: 0 0 8px; }
.panel h3 { margin: 14px 0 4px; }
.help dl { margin: 0; font-size: 14px; line-height: 1.5; }
.help dt { font-weight: 600; }
.help dd { margin: 0 0 6px; color: var(--quiet); }
.help ul { margin: 0 0 10px; padding-left: 18px; font-size: 14px; line-height: 1.7; }
.help a { color: var(--accent); }
.conversations ul { list-style: none; margin: 0; padding: 0; }
.conversations li { border-top: 1px solid var(--line); padding: 10px 0; }
.conversations .title {
  border: 0; background: none; padding: 2px 0; text-align: left; cursor: pointer;
  font: 600 15px/1.4 var(--font); color: var(--accent); overflow-wrap: anywhere;
}
.conversations .title:hover { text-decoration: underline; }
.conversations form { display: flex; flex-wrap: wrap; gap: 6px; margin: 6px 0 0; }
.panel input, .panel select, .panel textarea {
  font: 14px var(--font); min-height: 32px; padding: 4px 10px; min-width: 0;
  border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); color: var(--body-text-color);
}
.conversations form input { flex: 1 1 160px; }
.tools button, .panel form button, #said button {
  border: 1px solid var(--line); border-radius: 8px; padding: 5px 12px; min-height: 28px;
  cursor: pointer; background: var(--card); color: var(--body-text-color); font: 13px var(--font);
}
.tools button:hover, .panel form button:hover, #said button:hover {
  border-color: var(--accent); color: var(--accent);
}

/* What has changed, and how to undo it. */
#said:not(:has(.said)), .said[hidden] { display: none; }
.said {
  position: fixed; right: 16px; bottom: 16px; z-index: 200; max-width: calc(100vw - 32px);
  font-size: 14px; margin: 0;
  padding: 8px 14px; border-radius: 10px; background: var(--card); border: 1px solid var(--line);
  box-shadow: 0 4px 16px rgb(0 0 0 / .18);
}
.said a { color: var(--accent); }
.said button { margin-left: 8px; }

/* The sources. */
.nearest h2 {
  font-size: 12px; font-weight: 650; letter-spacing: .06em; text-transform: uppercase;
  color: var(--quiet); margin: 4px 0 0;
}
.empty { color: var(--quiet); font-size: 14px; margin: 0; }
.nearest h2 { margin: 18px 0 10px; }
.source, .near {
  background: var(--card); border: 1px solid var(--line); border-radius: 14px;
  padding: 14px 18px; margin-bottom: 12px;
}
.near { border-style: dashed; background: transparent; }
.source h3, .near h3 { font-size: 14px; line-height: 1.4; font-weight: 400; margin: 0 0 8px; }
.passage { font: 15.5px/1.6 var(--article); overflow-wrap: anywhere; }
.passage p { margin: 0 0 8px; }
.near .passage p { color: var(--quiet); }
.near .nearly { color: var(--body-text-color); }
.chips { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 0 0 12px; }
.chips > span { color: var(--quiet); font-size: 13px; }
.chip {
  display: inline-block; font: 13px/1.4 var(--font); color: var(--accent); text-decoration: none;
  border: 1px solid var(--accent); border-radius: 14px; padding: 3px 11px; max-width: 100%;
  overflow-wrap: anywhere;
}
.chip::after { content: " ✕"; content: " ✕" / ""; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.chip:hover, .chip:focus-visible { background: var(--accent-fill); }
.topic {
  display: flex; align-items: center; gap: 12px; color: var(--quiet); font-size: 13px;
  margin: 18px 0 0;
}
.topic::before, .topic::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.aside a { color: var(--accent); }
.passage mark {
  background: var(--mark); color: inherit; padding: 2px 0; border-radius: 3px;
  scroll-margin: 30vh; box-decoration-break: clone; -webkit-box-decoration-break: clone;
}
.passage mark.best, .passage mark.here { background: var(--mark-best); }
.passage mark.here { box-shadow: 0 0 0 2px var(--mark-best); outline: none; }
.passage .heading { font-weight: 650; }
.passage .goto { outline: none; }
.passage .more { text-align: center; font: 600 13px var(--font); }
.reading mark.best:not(.here) { background: var(--mark); }
.reading header {
  position: sticky; top: 0; z-index: 1; background: var(--card);
  margin: 0 -18px 10px; padding: 10px 18px 8px; border-bottom: 1px solid var(--line);
  border-radius: 14px 14px 0 0;
}
.reading h3 { margin: 0; }
.reading { padding-top: 0; }
.reading .tools { margin: 0; }
.reading nav {
  display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; font-size: 13px;
  margin-top: 6px;
}
.panel a:not(.ref) { margin: 0; padding: 0; }
.places a { color: var(--accent); display: inline-flex; align-items: center; min-height: 24px; }
.places .act {
  border: 1px solid var(--line); border-radius: 8px; background: var(--card); cursor: pointer;
  color: var(--body-text-color); font: 13px var(--font); padding: 2px 10px; min-height: 26px;
  margin-left: 8px;
}
.places .act:hover { border-color: var(--accent); color: var(--accent); }
.tools { margin: 4px 0 10px; font-size: 13px; }
.reading nav a, .tools a, .more a { color: var(--accent); }
.panel a:focus-visible, .panel button:focus-visible, .panel input:focus-visible,
.panel select:focus-visible, .panel textarea:focus-visible, #views a:focus-visible,
#said button:focus-visible, #chat a:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px;
}
#sources textarea:focus-visible { outline: 2px solid var(--accent) !important; }
.panel:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.source footer {
  border-top: 1px solid var(--line); margin-top: 12px; padding-top: 8px; font-size: 12px;
}
.source .places li, .source .url { color: var(--quiet); font-size: 12px; }
.source .places { list-style: none; margin: 0; padding: 0; }
.source .places li { margin: 0; overflow-wrap: anywhere; }
.source .url { overflow-wrap: anywhere; }
.source a.url { color: var(--accent); }

/* The folder and the settings. */
#settings .row { gap: 12px; }
#settings .form { gap: 12px; }
#settings .block { padding: 4px 0; }
#folder, #settings { border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
#dropped .or { color: inherit; }

/* A phone: one column. */
@media (max-width: 899px) {
  .column:has(> #main) { padding: 0 12px; }
  #main { flex-direction: column; gap: 16px; }
  #left, #right { width: 100%; min-width: 0 !important; }
  #chat .examples { grid-template-columns: 1fr; }
  .panel:has(> .reading) {
    position: fixed; inset: 0; z-index: 100; overflow-y: auto; background: var(--card);
  }
  .panel > .reading { border: 0; border-radius: 0; margin: 0; min-height: 100%; }
}
@media (prefers-reduced-motion: no-preference) {
  .panel { scroll-behavior: smooth; }
}
"""
    + style_search.CSS
    + style_collection.CSS
    + style_people.CSS
    + style_print.CSS
)
