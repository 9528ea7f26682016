import { expect, it } from 'vitest'
import { stopAll } from './stop-all.ts'

it('stops all in order, though some cannot be stopped, and then says which', async () => {
  const stopped: string[] = []
  const stop =
    (name: string, fails = false) =>
    async () => {
      stopped.push(name)
      if (fails) throw new Error(`${name} hangs`)
    }
  const all = stopAll([stop('nginx', true), stop('replica'), () => undefined, stop('redis', true), stop('folder')])
  await expect(all).rejects.toThrow('the stack did not stop in order: nginx hangs; redis hangs')
  expect(stopped).toEqual(['nginx', 'replica', 'redis', 'folder'])
})
