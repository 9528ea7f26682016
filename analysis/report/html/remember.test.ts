import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { remember, rememberSource } from './remember.ts'

it('the script that remembers choices is the one whose hash the policy names', () => {
  const text = /^<script>(.*)<\/script>$/s.exec(remember.text)?.[1] ?? expect.fail()
  expect(rememberSource).toBe(`'sha256-${createHash('sha256').update(text).digest('base64')}'`)
})
