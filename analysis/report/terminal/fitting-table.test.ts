import { describe, expect, it } from 'vitest'
import { FittingTable } from './fitting-table.ts'

function tableOf(name: string, figures: number): string[] {
  const table = new FittingTable(['mode', 'client', ...Array.from({ length: figures }, (_, index) => `${index}`)])
  table.push([name, 'frozen', ...Array.from({ length: figures }, () => '1234567')])
  return table.toString().split('\n')
}

describe('a fitting table', () => {
  it('has two spaces between columns where there is room', () => {
    expect(tableOf('memory', 2)[1]).toBe('memory  frozen  1234567  1234567')
  })

  it('comes closer together where there is not', () => {
    expect(tableOf('memory', 8)[1]).toBe(`memory frozen${' 1234567'.repeat(8)}`)
  })

  it('breaks names after a hyphen where that is not enough', () => {
    const lines = tableOf('memory-consistent-hash', 7).map((line) => line.trimEnd())
    expect(lines.slice(1)).toEqual([`memory-          frozen${' 1234567'.repeat(7)}`, ' consistent-hash'])
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('breaks names without a hyphen anywhere', () => {
    const lines = tableOf('m'.repeat(300), 7)
    expect(lines.join('').match(/m/g)).toHaveLength(301)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })
})
