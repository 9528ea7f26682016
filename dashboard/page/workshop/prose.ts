/** A chapter's text as elements: never as markup. */
import { html } from 'htm/preact'
import type { ComponentChildren } from 'preact'
import type { Block, Inline } from '../../server/events.ts'

/** What becomes of the links that are no links: things to do, and things to have seen. */
export interface ProseParts {
  readonly deed: (target: string, children: ComponentChildren) => ComponentChildren
  readonly sign: (target: string, children: ComponentChildren) => ComponentChildren
}

export function Blocks({ blocks, parts }: { blocks: readonly Block[]; parts: ProseParts }) {
  return html`${blocks.map((block) => toElement(block, parts))}`
}

export function Inlines({ inlines, parts }: { inlines: readonly Inline[]; parts: ProseParts }) {
  return html`${inlines.map((inline) => toText(inline, parts))}`
}

function toElement(block: Block, parts: ProseParts): ComponentChildren {
  switch (block.kind) {
    case 'paragraph':
      return html`<p><${Inlines} inlines=${block.inlines} parts=${parts} /></p>`
    case 'heading':
      return html`<h4><${Inlines} inlines=${block.inlines} parts=${parts} /></h4>`
    case 'quote':
      return html`<blockquote><${Blocks} blocks=${block.blocks} parts=${parts} /></blockquote>`
    case 'code':
      return html`<pre class="value" tabindex="0">${block.text}</pre>`
    case 'list': {
      const items = block.items.map((item) => html`<li><${Blocks} blocks=${item} parts=${parts} /></li>`)
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`
    }
    case 'table': {
      const [head = [], ...rows] = block.rows
      const cell = (inlines: readonly Inline[]) => html`<${Inlines} inlines=${inlines} parts=${parts} />`
      return html`<div class="scroll" tabindex="0" role="group">
        <table>
          <thead><tr>${head.map((inlines) => html`<th scope="col">${cell(inlines)}</th>`)}</tr></thead>
          <tbody>${rows.map((row) => html`<tr>${row.map((inlines) => html`<td>${cell(inlines)}</td>`)}</tr>`)}</tbody>
        </table>
      </div>`
    }
  }
}

function toText(inline: Inline, parts: ProseParts): ComponentChildren {
  if (typeof inline === 'string') return inline
  if (inline.kind === 'code') return html`<code>${inline.text}</code>`
  const children = html`<${Inlines} inlines=${inline.inlines} parts=${parts} />`
  if (!('target' in inline)) return html`<${inline.kind}>${children}<//>`
  if (inline.kind === 'do') return parts.deed(inline.target, children)
  if (inline.kind === 'see') return parts.sign(inline.target, children)
  const isOutside = /^https?:/.test(inline.target)
  // Links between files are for whoever reads the files; the page has only its chapters.
  return isOutside ? html`<a href=${inline.target} target="_blank" rel="noreferrer noopener">${children}</a>` : children
}
