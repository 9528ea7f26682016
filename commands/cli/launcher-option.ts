/** The option `--launcher`, the same for every command that starts a stack. */

import { Option } from 'commander'
import { launcherNames } from '../../stack/stack.ts'

/** The option that names a launcher; LAB_LAUNCHER says it for all of them, as in docker-compose.yml. */
export function launcherOption(): Option {
  const option = new Option('--launcher <name>', 'how the stack is started')
  return option.choices(launcherNames).default('processes').env('LAB_LAUNCHER')
}
