/** The command as a pipeline meets it: what it prints, what it refuses, and its exit status. */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LiteralRun, literalRun } from '../analysis/compare/literal-side.fixture.ts'
import { compare } from './compare.ts'

let folder: string
let printed: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'))
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = undefined
  await rm(folder, { recursive: true })
})

/** A folder of one run for each figure, or of one run with all the trials. */
async function runs(name: string, each: readonly LiteralRun[]): Promise<string> {
  for (const [index, run] of each.entries()) {
    await mkdir(join(folder, name, `${index}`), { recursive: true })
    await writeFile(join(folder, name, `${index}`, 'report.json'), JSON.stringify(literalRun(run).report))
  }
  return join(folder, name)
}
const none = { count: 0, total: 1_000, rate: 0, ci95: [0, 0.037], sessions: { count: 0, total: 100 } } as const
const oneTrialEach = (values: readonly number[]) =>
  values.map((value): LiteralRun => ({ goodput: [value], mismatch: none }))
const steady = [100, 101, 102, 103, 104, 105]
const slow = steady.map((value) => value * 0.8)

async function lab(...args: string[]): Promise<{ status: unknown; error?: string }> {
  process.exitCode = undefined
  try {
    await compare({})
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .parseAsync(args, { from: 'user' })
    return { status: process.exitCode }
  } catch (error) {
    return { status: 'thrown', error: (error as Error).message }
  }
}

describe('lab compare', () => {
  it('prints the difference, and ends with 0 where no limit is set', async () => {
    const [a, b] = [await runs('a', oneTrialEach(steady)), await runs('b', oneTrialEach(slow))]
    expect(await lab(a, b)).toEqual({ status: 0 })
    expect(printed).toMatch(/good answers, \/s .* -20% .* worse/)
  })

  it('ends with 1 where a limit is broken, 0 where all are held, 3 where that cannot be told', async () => {
    const [a, b] = [await runs('a', oneTrialEach(steady)), await runs('b', oneTrialEach(slow))]
    expect(await lab(a, b, '--fail-on', 'throughput<-5%', '--fail-on', 'session-mismatch>0')).toEqual({ status: 1 })
    expect(printed).toMatch(/throughput<-5% {2}jwt, frozen: broken/)
    expect(await lab(a, b, '--fail-on', 'throughput<-50%', '--fail-on', 'session-mismatch>0')).toEqual({ status: 0 })
    expect(await lab(a, b, '--fail-on', 'throughput<-20%')).toEqual({ status: 3 })
    const short = await runs('short', [{ goodput: steady, mismatch: none }])
    expect(await lab(a, short, '--fail-on', 'session-mismatch>0')).toEqual({ status: 3 })
    expect(printed).toMatch(/session-mismatch>0 .*: unknown \(0 of 1000, but 100 sessions/)
  })

  it('compares the first with each other, and writes JSON where asked to, whole', async () => {
    const [a, b] = [await runs('a', oneTrialEach(steady)), await runs('b', oneTrialEach(slow))]
    const out = join(folder, 'out.json')
    expect(await lab(a, b, a, '--format', 'json', '--out', out)).toEqual({ status: 0 })
    expect(printed).toBe('')
    const { comparisons } = JSON.parse(await readFile(out, 'utf8'))
    expect(comparisons.map(({ b }: { b: { name: string } }) => b.name)).toEqual([b, a])
    expect(await readdir(folder)).toEqual(['a', 'b', 'out.json'])
  })

  it.each([
    ['html', /^<!doctype html>.*-20%/s],
    ['markdown', /^## A and B compared: of 8 figures 0 better, 2 worse$/m],
  ])('writes %s, to a file whole or to the terminal', async (format, expected) => {
    const [a, b] = [await runs('a', oneTrialEach(steady)), await runs('b', oneTrialEach(slow))]
    expect(await lab(a, b, '--format', format, '--fail-on', 'throughput<-5%')).toEqual({ status: 1 })
    expect(printed).toMatch(expected)
    const out = join(folder, 'out')
    expect(await lab(a, b, '--format', format, '--fail-on', 'throughput<-5%', '--out', out)).toEqual({ status: 1 })
    expect(await readFile(out, 'utf8')).toBe(printed)
    expect(await readdir(folder)).toEqual(['a', 'b', 'out'])
  })

  it('takes what identical runs differ by for no difference, and prints it where nothing else is asked', async () => {
    const [a, b] = [await runs('a', [{ goodput: steady }]), await runs('b', [{ goodput: slow }])]
    const [calm, rough] = [await runs('calm', oneTrialEach([100, 102])), await runs('rough', oneTrialEach([100, 150]))]
    await lab(a, b, '--noise', calm)
    expect(printed).toMatch(/good answers.* worse$/m)
    printed = ''
    await lab(a, b, '--noise', rough)
    expect(printed).toMatch(/good answers.* ~$/m)
    printed = ''
    expect(await lab('--noise', rough)).toEqual({ status: 0 })
    expect(printed).toMatch(/goodput +125 +50\.0% +50\.0%$/m)
    const mixed = await runs('mixed', [{}, { change: { scenario: 'another' } }])
    expect((await lab(a, b, '--noise', mixed)).error).toMatch(/^--noise .*mixed: .*asked different things.*scenario/)
    const other = await runs('other', [{ change: { scenario: 'another' } }, { change: { scenario: 'another' } }])
    expect((await lab(a, b, '--noise', other)).error).toMatch(/^--noise .*other: .*asked different things/)
    expect((await lab('--noise', rough, '--format', 'html')).error).toMatch(/as table or json, not as html/)
  })

  it('refuses what was asked other things, unless forced to', async () => {
    const other = { change: { scenario: 'cart-race' } }
    const [a, b] = [await runs('a', [{}]), await runs('b', [other])]
    expect((await lab(a, b)).error).toMatch(
      /were asked different things.*: scenario \(by-hand and cart-race\); --force/,
    )
    expect(await lab(a, b, '--force')).toEqual({ status: 0 })
    expect(printed).toMatch(/scenario differs: by-hand in A, cart-race in B/)
  })

  it.each([
    ['nothing', [], /name two reports or more/],
    ['one report', ['nowhere'], /cannot read nowhere/],
    ['a limit that is none', ['a', 'b', '--fail-on', 'fast'], /fast is no limit/],
    ['a format that is none', ['a', 'b', '--format', 'pdf'], /choices are table/],
  ])('says what is wrong with %s', async (_what, args, said) => {
    expect((await lab(...args)).error).toMatch(said)
  })

  it('says where it cannot write, and leaves nothing behind', async () => {
    const a = await runs('a', oneTrialEach(steady))
    expect((await lab(a, a, '--out', join(folder, 'no/where.txt'))).error).toMatch(
      /cannot write .*no\/where\.txt \(ENOENT\)/,
    )
  })
})
