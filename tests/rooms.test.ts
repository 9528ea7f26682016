/** A folder is small enough to be read at a glance, and a file's name stands for one thing in the whole project. */
import { globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'

const mostFiles = 15

/** Lists of like things, one file each, may be longer. */
const longLists: Readonly<Record<string, string>> = {
  'bench/scenarios': 'the built-in scenarios',
  'bench/faults': 'the faults',
  benchmarks: 'the benchmarks, and the programs that they measure',
}

/** File names that several folders have, each for its own part of the same thing. */
const sharedNames: Readonly<Record<string, string>> = {
  'registry.ts': 'the folder says of what',
  'anomaly.ts': 'the folder is the anomaly',
  'check.ts': 'the folder is the anomaly',
  'predict.ts': 'the folder is the anomaly',
  'cart.ts': 'the route, and the workload that asks for it',
  'posts.ts': 'the route, the table that it reads, and the workload that asks for it',
  'report.ts': 'the report, and the command that prints it, which bears its name',
  'texts.ts': 'the texts of what is in the folder, in every language',
}

const isTest = (file: string) => /\.test\.ts$|\.fixture\.ts$|\/fixtures\//.test(file)
const product = globSync('**/*.{ts,cjs,css,html,yaml}', {
  exclude: ['node_modules/**', '.tools/**', 'results/**', 'coverage/**', '**/*.d.ts'],
}).filter((file) => !isTest(file))

const numbers = Map.groupBy(product, (file) => dirname(file))
const namesakes = new Map([...Map.groupBy(product, (file) => basename(file))].filter(([, files]) => files.length > 1))

describe('the rooms', () => {
  it('are seen at all', () => {
    expect(product.length).toBeGreaterThan(300)
    expect(numbers.get('commands')).toContain('commands/run.ts')
  })

  it(`hold at most ${mostFiles} product files, unless the room is a list of like things`, () => {
    const large = [...numbers].filter(([folder, files]) => files.length > mostFiles && !(folder in longLists))
    expect(large.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([])
  })

  it('that may be longer are longer', () => {
    const short = Object.keys(longLists).filter((folder) => (numbers.get(folder)?.length ?? 0) <= mostFiles)
    expect(short).toEqual([])
  })
})

describe('the name of a file', () => {
  it('stands for one thing, unless the folder says which', () => {
    expect([...namesakes].filter(([name]) => !(name in sharedNames)).map(([, files]) => files)).toEqual([])
  })

  it('that may be shared is shared', () => {
    expect(Object.keys(sharedNames).filter((name) => !namesakes.has(name))).toEqual([])
  })
})
