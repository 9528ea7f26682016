import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderSecurityPage } from '../docs/inside/security-page.ts'
import { chapters } from '../docs/inside/security-requirements.ts'

const requirements = chapters.flatMap((chapter) => chapter.requirements)

/** Names among these that no test of the file bears, as it is written there. */
function missingFrom(file: string, names: readonly string[]): readonly string[] {
  if (!existsSync(file)) return names
  const source = readFileSync(file, 'utf8')
  return names.filter((name) => !["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`)))
}

describe('docs/reference/security.md', () => {
  test('is what the requirements render', async () => {
    await expect(renderSecurityPage()).toMatchFileSnapshot('../docs/reference/security.md')
  })

  test.each(requirements)('names tests that there are: $id', ({ tests }) => {
    for (const [file, ...names] of tests) expect(missingFrom(file, names), file).toEqual([])
  })

  test('would notice a test that is gone', () => {
    const file = 'services/replica/audit-log.test.ts'
    expect(missingFrom(file, ['a test that nobody has written'])).toEqual(['a test that nobody has written'])
    expect(missingFrom('nowhere.test.ts', ['is there'])).toEqual(['is there'])
  })

  test('says of each requirement which test shows it, or why it is not met', () => {
    const silent = requirements.filter(({ tests, deviation }) => tests.length === 0 && deviation === undefined)
    expect(silent).toEqual([])
  })
})
