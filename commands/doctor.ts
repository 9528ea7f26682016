/** `lab doctor`: whether this machine can run the lab, with what to do where it cannot. */

import { access, constants, mkdir } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { Command } from 'commander'
import { findEngine } from '../stack/launchers/containers/find-engine.ts'
import type { Tool } from '../stack/toolchain/tool.ts'
import { toolsFrom } from './cli/launcher.ts'

interface Examination {
  readonly what: string
  /** What was found, in a few words. @throws with what is wrong and what to do */
  readonly examine: () => Promise<string>
}

export function doctor(environment: NodeJS.ProcessEnv): Command {
  return new Command('doctor')
    .description('check whether this machine can run the lab')
    .option('--out <dir>', 'where results would go', 'results')
    .action(async ({ out }: { out: string }) => {
      const found = await Promise.all(examinations(environment, out).map(diagnose))
      const width = Math.max(...found.map(({ what }) => what.length)) + 2
      for (const { what, ok, says } of found)
        process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(width)}${says}\n`)
      process.exitCode = found.every(({ ok }) => ok) ? 0 : 2
    })
}

function examinations(environment: NodeJS.ProcessEnv, out: string): Examination[] {
  const tools = toolsFrom(environment, (line) => process.stderr.write(`${line}\n`))
  tools.catch(() => {}) // told by the examinations that await it
  const described = ({ version, path }: Tool) => `${version} (${path})`
  return [
    { what: 'Node', examine: async () => `${process.versions.node} (${process.execPath})` },
    { what: 'nginx', examine: async () => described((await tools).nginx) },
    { what: 'Redis', examine: async () => described((await tools).redis) },
    { what: 'containers', examine: () => engineOf(environment) },
    {
      what: 'machine',
      examine: async () =>
        `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    },
    { what: 'results', examine: () => writable(out) },
  ]
}

/** No engine is no fault: the lab runs without one. */
async function engineOf({ DOCKER_HOST }: NodeJS.ProcessEnv): Promise<string> {
  return findEngine(DOCKER_HOST).then(
    ({ version, address }) => `${version} (${address})`,
    ({ message }: Error) => `none, which only --launcher containers needs: ${message.replace(/, or do without.*/, '')}`,
  )
}

async function diagnose({ what, examine }: Examination) {
  try {
    return { what, ok: true, says: await examine() }
  } catch (error) {
    return { what, ok: false, says: (error as Error).message }
  }
}

async function writable(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
    return folder
  } catch (cause) {
    throw new Error(
      `cannot write to ${folder} (${(cause as NodeJS.ErrnoException).code}): choose another folder with --out`,
      { cause },
    )
  }
}
