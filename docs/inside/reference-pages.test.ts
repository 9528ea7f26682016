import { describe, expect, it } from 'vitest'
import { faults } from '../../bench/faults/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { referencePages } from './reference-pages.ts'

const pages = await referencePages()

describe('docs/reference', () => {
  it.each(Object.entries(pages))(
    '%s is what the registries say (to update: npx vitest run docs/inside/reference-pages.test.ts -u)',
    async (name, text) => {
      await expect(text).toMatchFileSnapshot(`../reference/${name}`)
    },
  )

  it('names every strategy, and every parameter of every fault', () => {
    for (const name of Object.keys(strategies)) expect(pages['strategies.md']).toContain(`\`${name}\``)
    for (const [name, { parameters }] of Object.entries(faults)) {
      const section = pages['faults.md']?.split(`\n## ${name}\n`)[1]?.split('\n## ')[0]
      for (const parameter of Object.keys(parameters.properties)) expect(section).toContain(`\`${parameter}\``)
    }
  })

  it('shows the formulas of predictions beside the modes that have them', () => {
    expect(pages['anomalies.md']).toMatch(/^\| `memory` \| `frozen` \| 1 − 1\/N \| /m)
  })

  it('shows no table without rows', () => {
    for (const text of Object.values(pages)) expect(text).not.toMatch(/^\|(---\|)+\n\n/m)
  })
})
