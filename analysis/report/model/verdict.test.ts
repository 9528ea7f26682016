import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../statistics/interval.ts'
import { judge, overall } from './verdict.ts'

const prediction = (rate: number) => ({ rate, formula: '', because: '' })
const sessions = (number: number, count: number, total: number): Cluster[] =>
  Array.from({ length: number }, () => ({ count, total }))
const expectation = { is: 'predicted', atLeast: 300, precision: 0.03 } as const
/** Two thirds, give or take one. */
const twoThirds = [...sessions(500, 5, 9), ...sessions(500, 7, 9)]

describe('judge', () => {
  it('accepts what is predicted', () =>
    expect(judge(twoThirds, prediction(2 / 3), expectation).outcome).toBe('as-expected'))
  it('rejects what chance does not explain', () => {
    expect(judge(twoThirds, prediction(0.5), expectation).outcome).toBe('unexpected')
    expect(judge(twoThirds, prediction(0.69), expectation).outcome).toBe('unexpected')
  })
  it('rejects a band only where all of it is what chance does not explain', () => {
    const band = (least: number, most: number) => ({ ...prediction(0.9), band: [least, most] as const })
    expect(judge(twoThirds, band(0.1, 0.6), expectation)).toMatchObject({
      outcome: 'unexpected',
      says: expect.stringMatching(/^10\.0 %–60\.0 % predicted, but measured within/),
    })
    expect(judge(twoThirds, band(0.4, 0.66), expectation).outcome).toBe('as-expected')
    expect(judge(twoThirds, band(0.1, 0.9), expectation)).toEqual({
      outcome: 'unknown',
      says: 'the prediction is too wide to be confirmed: 10.0 %–90.0 %',
    })
    expect(judge(twoThirds, band(0.72, 0.9), expectation).outcome).toBe('unexpected')
    expect(judge(sessions(1, 1, 2), band(0, 0), expectation).outcome).toBe('unexpected')
    expect(judge(sessions(100, 0, 9), band(0, 0.1), expectation).outcome).toBe('as-expected')
  })
  it('asks for sessions, however many operations they have', () => {
    const usual = { is: 'none', atLeast: 300 } as const
    expect(judge(sessions(2, 0, 1_000), undefined, usual)).toEqual({
      outcome: 'unknown',
      says: 'measured only to ±32.9 % by 2 sessions, required ±20.0 %: add users, time or trials',
    })
    expect(judge(sessions(6, 0, 1_000), undefined, usual).outcome).toBe('as-expected')
  })
  it('rejects a single case where there must be none, however few the operations', () => {
    expect(judge(sessions(1, 1, 2), prediction(0), expectation).outcome).toBe('unexpected')
    expect(judge([...sessions(10_000, 0, 9), { count: 1, total: 9 }], undefined, { is: 'none', atLeast: 1 })).toEqual({
      outcome: 'unexpected',
      says: '1 of 90009, but none is allowed',
    })
  })
  it('knows nothing where too little was measured', () => {
    expect(judge(sessions(10, 0, 9), prediction(0), expectation).outcome).toBe('unknown')
    expect(judge([], prediction(0), expectation).outcome).toBe('unknown')
    expect(judge([], prediction(2 / 3), expectation).outcome).toBe('unknown')
  })
  it('knows nothing where the interval is wider than asked for', () => {
    const few = [...sessions(20, 0, 10), ...sessions(40, 10, 10)]
    expect(judge(few, prediction(2 / 3), expectation)).toMatchObject({ outcome: 'unknown' })
  })
  it('takes one case for some, and none of enough for a surprise', () => {
    const some = { is: 'some', atLeast: 300 } as const
    expect(judge(sessions(1, 1, 2), undefined, some)).toEqual({ outcome: 'as-expected', says: '1 of 2' })
    expect(judge(sessions(30, 0, 10), undefined, some)).toEqual({
      outcome: 'unexpected',
      says: 'none of 300, but at least one is expected',
    })
    expect(judge(sessions(29, 0, 10), undefined, some).outcome).toBe('unknown')
  })
  it('knows nothing where nothing is predicted', () =>
    expect(judge(twoThirds, undefined, expectation).outcome).toBe('unknown'))
})

describe('overall', () => {
  it('passes only where everything is as expected', () =>
    expect(overall(['as-expected', undefined], false)).toBe('pass'))
  it('fails for one surprise, even among unknowns and when interrupted', () => {
    expect(overall(['as-expected', 'unknown', 'unexpected'], true)).toBe('fail')
  })
  it('is unknown for one unknown, for an early end, and for nothing at all', () => {
    expect(overall(['as-expected', 'unknown'], false)).toBe('unknown')
    expect(overall(['as-expected'], true)).toBe('unknown')
    expect(overall([undefined], false)).toBe('unknown')
  })
})
