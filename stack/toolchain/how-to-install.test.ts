import { describe, expect, it } from 'vitest'
import { howToInstall } from './how-to-install.ts'

describe('how to install', () => {
  it.each([
    [['debian'], 'Install with `sudo apt-get install nginx redis-server`, then try again.'],
    [['linuxmint', 'ubuntu', 'debian'], 'Install with `sudo apt-get install nginx redis-server`, then try again.'],
    [['darwin'], 'Install with `brew install nginx redis`, then try again.'],
    [['rocky', 'rhel', 'fedora'], 'Install with `sudo dnf install nginx redis`, then try again.'],
    [['plan9'], 'Install nginx and redis (on Windows: inside WSL), then try again.'],
  ])('on %j', async (ids, sentence) => {
    expect(await howToInstall(['nginx', 'redis'], ids)).toBe(sentence)
  })

  it('names only what is missing', async () => {
    expect(await howToInstall(['redis'], ['debian'])).toContain('install redis-server`')
  })
})
