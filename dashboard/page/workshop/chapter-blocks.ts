/** Renders a chapter's blocks as elements. Text never becomes markup. */
import { html } from 'htm/preact'
import type { ComponentChildren } from 'preact'
import type { Block, Inline } from '../../protocol/chapter.ts'

/** How links to steps and to observations are rendered. */
export interface LinkRenderers {
  readonly step: (target: string, children: ComponentChildren) => ComponentChildren
  readonly observation: (target: string, children: ComponentChildren) => ComponentChildren
}

export function Blocks({ blocks, links }: { blocks: readonly Block[]; links: LinkRenderers }) {
  return html`${blocks.map((block) => toElement(block, links))}`
}

export function Inlines({ inlines, links }: { inlines: readonly Inline[]; links: LinkRenderers }) {
  return html`${inlines.map((inline) => toText(inline, links))}`
}

function toElement(block: Block, links: LinkRenderers): ComponentChildren {
  switch (block.kind) {
    case 'paragraph':
      return html`<p><${Inlines} inlines=${block.inlines} links=${links} /></p>`
    case 'heading':
      return html`<h4><${Inlines} inlines=${block.inlines} links=${links} /></h4>`
    case 'quote':
      return html`<blockquote><${Blocks} blocks=${block.blocks} links=${links} /></blockquote>`
    case 'code':
      return html`<pre class="value" tabindex="0">${block.text}</pre>`
    case 'list': {
      const items = block.items.map((item) => html`<li><${Blocks} blocks=${item} links=${links} /></li>`)
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`
    }
    case 'table': {
      const [head = [], ...rows] = block.rows
      const cell = (inlines: readonly Inline[]) => html`<${Inlines} inlines=${inlines} links=${links} />`
      return html`<div class="scroll" tabindex="0" role="group">
        <table>
          <thead><tr>${head.map((inlines) => html`<th scope="col">${cell(inlines)}</th>`)}</tr></thead>
          <tbody>${rows.map((row) => html`<tr>${row.map((inlines) => html`<td>${cell(inlines)}</td>`)}</tr>`)}</tbody>
        </table>
      </div>`
    }
  }
}

function toText(inline: Inline, links: LinkRenderers): ComponentChildren {
  if (typeof inline === 'string') return inline
  if (inline.kind === 'code') return html`<code>${inline.text}</code>`
  const children = html`<${Inlines} inlines=${inline.inlines} links=${links} />`
  if (!('target' in inline)) return html`<${inline.kind}>${children}<//>`
  if (inline.kind === 'do') return links.step(inline.target, children)
  if (inline.kind === 'see') return links.observation(inline.target, children)
  const isOutside = /^https?:/.test(inline.target)
  // Relative links work in the repository only; the page serves no source files.
  return isOutside ? html`<a href=${inline.target} target="_blank" rel="noreferrer noopener">${children}</a>` : children
}
