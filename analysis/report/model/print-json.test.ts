import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printJson } from './print-json.ts'

describe('printed JSON', () => {
  it('has a line for each value, and one for a list of plain values', () => {
    expect(
      printJson({ a: 1, list: [1, 'two', null], pairs: [[1, 2]], deep: [{ b: [] }], none: {}, no: undefined }),
    ).toBe(
      '{\n  "a": 1,\n  "list": [1, "two", null],\n  "pairs": [[1, 2]],\n  "deep": [\n    {\n      "b": []\n    }\n  ],\n  "none": {}\n}\n',
    )
  })

  it('says what JSON.stringify says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(printJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
