/** How to install nginx and Redis on this system. */
import { readFile } from 'node:fs/promises'
import { platform } from 'node:os'

const commands = {
  darwin: 'brew install',
  debian: 'sudo apt-get install',
  ubuntu: 'sudo apt-get install',
  fedora: 'sudo dnf install',
  rhel: 'sudo dnf install',
  suse: 'sudo zypper install',
  arch: 'sudo pacman -S',
  alpine: 'sudo apk add',
} as const

/** One sentence with the command for this system, or a general one for an unknown system. */
export async function howToInstall(tools: readonly ('nginx' | 'redis')[], ids?: readonly string[]): Promise<string> {
  const system = (ids ?? (await systemIds())).find((id): id is keyof typeof commands => id in commands)
  if (!system) return `Install ${tools.join(' and ')} (on Windows: inside WSL), then try again.`
  const redis = system === 'debian' || system === 'ubuntu' ? 'redis-server' : 'redis'
  const packages = tools.map((tool) => (tool === 'redis' ? redis : tool))
  return `Install with \`${commands[system]} ${packages.join(' ')}\`, then try again.`
}

/** The system's id, then the ids of its relatives: `['linuxmint', 'ubuntu', 'debian']`. */
async function systemIds(): Promise<readonly string[]> {
  if (platform() !== 'linux') return [platform()]
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const fieldOf = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? ''
  return `${fieldOf('ID')} ${fieldOf('ID_LIKE')}`.split(' ').filter(Boolean)
}
