/** The style sheet of every page: light and dark, phone and print. Colours differ in lightness too, not in hue alone. */

import { Markup } from './markup.ts'

export const style = new Markup(`
:root { color-scheme: light dark;
  --page: light-dark(#fff, #14171c); --card: light-dark(#f5f6f8, #1d2128); --text: light-dark(#1b1f24, #e8eaed);
  --quiet: light-dark(#555d68, #a9b1bc); --rule: light-dark(#d5d9df, #39404a); --link: light-dark(#0a58a8, #7ab8f5); --edge: light-dark(#0003, #fff4);
  --good: light-dark(#1a6fb0, #6cb3ea); --bad: light-dark(#c2410c, #fb923c); --worse: light-dark(#7a1f5c, #e58ac6);
  --unsure: light-dark(#7a5d00, #e0b84c); --fault: light-dark(#b4530924, #fbbf2433); --predicted: light-dark(#1b1f24, #fff);
  --one: light-dark(#1a6fb0, #6cb3ea); --two: light-dark(#e08a00, #f5b84a); --three: light-dark(#2f8f6b, #5fd0a5);
  --four: light-dark(#8d4fa8, #cf9be4); --five: light-dark(#5d6774, #aab3bf); }
:root:has(#theme-light:checked) { color-scheme: light }
:root:has(#theme-dark:checked) { color-scheme: dark }
:root:has(#language-en:checked) span[lang=ko], :root:has(#language-ko:checked) span[lang=en] { display: none }
span[lang=ko] { word-break: keep-all }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, "Noto Sans KR", "Apple SD Gothic Neo", sans-serif; overflow-wrap: anywhere }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--rule) }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem }
h4 { font-size: 1rem; margin: 0 0 .25rem }
p { margin: .25rem 0 .75rem; max-width: 46rem }
code, pre { font: .875em/1.45 ui-monospace, Consolas, monospace }
pre { margin: .25rem 0; padding: .5rem .75rem; background: var(--card); white-space: pre-wrap; border-radius: 6px }
.quiet { color: var(--quiet); font-size: .875rem }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip { position: absolute; left: -100vw } .skip:focus { left: 1rem; top: 0; background: var(--page); padding: .25rem .5rem; z-index: 1 }
.controls { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: flex-end; font-size: .875rem }
.controls fieldset { display: flex; gap: .75rem; border: 0; margin: 0; padding: 0; align-items: center }
.controls legend { float: left; padding: 0; color: var(--quiet) }
.controls input { margin: 0 .3rem 0 0; accent-color: var(--good) }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .75rem 0 }
.verdict { display: inline-block; padding: .15rem .75rem; border-radius: 6px; font-weight: 600; border: 2px solid }
.pass, .as-expected { color: var(--good) } .fail, .unexpected { color: var(--bad) } .unknown { color: var(--unsure) }
.modes { list-style: none; padding: 0; margin: 1rem 0 }
.modes li { padding: .6rem .75rem; margin: .4rem 0; background: var(--card); border-left: 5px solid var(--good); border-radius: 4px }
.because { margin: .5rem 0; font-weight: 600 } .modes .surprises { border-color: var(--bad) } .modes .breaks { border-color: var(--predicted) } .modes .open { border-color: var(--unsure) }
.modes b:first-child { margin-right: .35rem }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem }
.card { background: var(--card); border-radius: 6px; padding: .75rem; margin: 0; min-width: 0 }
figure { margin: 0 } figcaption { font-size: .875rem }
.reasons { margin: 0 0 .75rem; padding-left: 1.25rem; font-size: .875rem } .reasons i { font-style: normal }
.dots .figures .quiet { display: block; font-size: .75rem }
.dots { list-style: none; margin: 0; padding: 0; --name: 11rem; --figures: 16rem }
.dots li { display: grid; grid-template-columns: var(--name) 1fr var(--figures); gap: 0 1rem; align-items: center; min-height: 2rem }
.dots svg { width: 100%; height: 1.5rem; overflow: visible; display: block }
.dots .scale { min-height: 1.25rem; font-size: .75rem; color: var(--quiet) }
.scale div { position: relative; grid-column: 2; height: 1rem } .scale span { position: absolute; transform: translateX(-50%); white-space: nowrap }
.dots .who, .dots .figures { color: var(--text) } .dots .who { font-weight: 600 } .dots .figures { font-size: .875rem; line-height: 1.35; padding: .2rem 0; font-variant-numeric: tabular-nums }
.track { stroke: var(--rule) } .interval { stroke: currentColor; stroke-width: 3 } .measured { fill: currentColor }
.predicted { fill: var(--page); stroke: var(--predicted); stroke-width: 1.5 } .band { fill: var(--predicted); opacity: .2 }
.key { max-width: none } .key svg { width: 1.5rem; height: 1rem; vertical-align: -.15rem; overflow: visible } .key > * { margin-right: 1rem; white-space: nowrap }
.plot { display: grid; grid-template-columns: 3.2rem 1fr; grid-template-rows: auto var(--height) auto; margin: .35rem 0; font-size: .75rem; color: var(--quiet); padding-right: .75rem }
.plot .measures { grid-column: 1 / 3; padding-bottom: .5rem } .plot > svg { grid-column: 2; width: 100%; height: 100%; overflow: hidden; display: block }
.plot .y, .plot .x { position: relative } .plot .y span { position: absolute; right: .35rem; transform: translateY(50%); white-space: nowrap }
.plot .x { grid-column: 2; height: 1.1rem } .plot .x span { position: absolute; transform: translateX(-50%); white-space: nowrap }
.grid { stroke: var(--rule); fill: none; vector-effect: non-scaling-stroke; stroke-width: .5 }
.line { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round }
.p50, .corrected { stroke: var(--good) } .p99, .uncorrected { stroke: var(--bad); stroke-dasharray: 6 3 } .max { stroke: var(--quiet); stroke-dasharray: 2 3; stroke-width: 1.5 }
.others { stroke: var(--rule); stroke-width: 1 } .refusals { stroke: var(--bad) }
.ideal { stroke: var(--quiet); stroke-dasharray: 2 3; stroke-width: 1.5 } .law { stroke: var(--two) }
.point { stroke: var(--good); stroke-width: 9; stroke-linecap: round; vector-effect: non-scaling-stroke } .point.left-out { stroke: var(--quiet) } .spread { stroke: var(--good); stroke-width: 3; vector-effect: non-scaling-stroke }
.area { stroke: none } .ok { fill: var(--good) } .refused { fill: var(--bad) } .failed { fill: var(--worse) } .fault { fill: var(--fault) }
.r1 { fill: var(--one) } .r2 { fill: var(--two) } .r3 { fill: var(--three) } .r4 { fill: var(--four) } .r5 { fill: var(--five) }
.swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .3rem; vertical-align: -.05rem }
.swatch.ok, .swatch.r1 { background: var(--good) } .swatch.refused { background: var(--bad) } .swatch.failed { background: var(--worse) } .swatch.fault { background: var(--fault); outline: 1px solid var(--rule) }
.swatch.r2 { background: var(--two) } .swatch.r3 { background: var(--three) } .swatch.r4 { background: var(--four) } .swatch.r5 { background: var(--five) }
.wide { overflow-x: auto; margin: .5rem 0; background: no-repeat local linear-gradient(var(--page) 0 0) 0 / 1rem 100%, no-repeat local linear-gradient(var(--page) 0 0) 100% / 1rem 100%,
  no-repeat linear-gradient(to right, var(--edge), transparent) 0 / .75rem 100%, no-repeat linear-gradient(to left, var(--edge), transparent) 100% / .75rem 100% }
table { border-collapse: collapse; font-size: .8125rem; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .4rem; text-align: right; overflow-wrap: normal; border-bottom: 1px solid var(--rule); white-space: nowrap; vertical-align: top }
th { font-weight: 600 } thead th { vertical-align: bottom; white-space: normal } th[scope=row], td.text, th.text { text-align: left }
td.prose { text-align: left; white-space: normal; min-width: 14rem }
th[scope=row] { white-space: normal; overflow-wrap: anywhere; min-width: 7em }
.bar { display: block; height: 4px; background: var(--good); margin-left: auto; border-radius: 2px }
.lanes { width: 100%; display: block; overflow: visible; font: .75rem system-ui, sans-serif } .lanes text { fill: currentColor }
.lanes .lane { stroke: var(--rule) } .lanes .name { fill: var(--quiet) } .lanes .info { fill: var(--worse) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem } dt { color: var(--quiet) } dd { margin: 0 }
summary { cursor: pointer }
@media (max-width: 40rem) {
  .dots li { grid-template-columns: 1fr auto; padding: .25rem 0 } .dots svg, .dots .scale div { grid-column: 1 / 3; grid-row: 2 }
  .key > * { white-space: normal } .dots svg, .dots .scale div { width: calc(100% - 1.25rem); margin: 0 .625rem } .dots .scale div { grid-row: 1 } .dots .figures { text-align: right } dl { grid-template-columns: 1fr } dd { margin-bottom: .35rem } }
@media print {
  :root, :root:has(#theme-dark:checked) { color-scheme: light } body { max-width: none; font-size: 10pt } .controls, nav, .skip { display: none }
  .card, .dots li, figure, tr, .modes li { break-inside: avoid } h2, h3 { break-after: avoid } .wide { overflow: visible; background: none }
  table { font-size: 6.5pt } th, td { padding: .1rem .2rem; white-space: normal }
  .many thead th:not(.text) { writing-mode: vertical-rl; white-space: nowrap; text-align: right; vertical-align: bottom }
  .card, .modes li, .swatch, .bar, pre { print-color-adjust: exact }
  details::details-content { content-visibility: visible; block-size: auto } }
`)
