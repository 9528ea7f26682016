import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escaped, html } from './markup.ts'

describe('markup', () => {
  it('takes what is put into it for text, in elements and in attributes', () => {
    expect(html`<a title="${`"'`}">${'<b>&</b>'}</a>`.text).toBe('<a title="&quot;&#39;">&lt;b&gt;&amp;&lt;/b&gt;</a>')
  })

  it('takes markup as it is, joins lists, and leaves out what is not there', () => {
    expect(html`${[html`<i>`, 1, 'a']}${false}${null}${undefined}${0}`.text).toBe('<i>1a0')
  })

  it('leaves no character of any text that could be markup, nor one that neither HTML nor XML may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const safe = escaped(text)
        const isMarkup = /[<>"']|&(?!(amp|lt|gt|quot|#39);)/.test(safe)
        return !isMarkup && !/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/u.test(safe) && safe.isWellFormed()
      }),
    )
  })
})
