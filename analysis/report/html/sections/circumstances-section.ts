/** Under what circumstances the figures hold, and how to get them again. */

import { say } from '../../i18n/texts.ts'
import { printJson } from '../../model/print-json.ts'
import { whole } from '../format-figures.ts'
import { html } from '../markup.ts'
import type { Section } from './section.ts'

export const circumstances: Section = {
  id: 'circumstances',
  title: (words) => words.circumstances,
  body({ environment, topology, trials, seed, startedAt, command, setup, modes }) {
    const { node, nginx, redis, platform, cpus, cpuModel, memoryBytes, launcher } = environment
    return html`<h3>${say((words) => words.repeat)}</h3>
<pre tabindex="0">${command}</pre>
<dl>
<dt>${say((words) => words.startedAt)}</dt><dd>${startedAt}</dd>
<dt>${say((words) => words.plan)}</dt><dd>${say((words) => words.planIs(topology.replicas, trials, seed))}</dd>
<dt>${say((words) => words.versions)}</dt><dd>Node ${node}, nginx ${nginx}${redis !== undefined && `, Redis ${redis}`}</dd>
<dt>${say((words) => words.machine)}</dt><dd>${say((words) => words.cores(cpus))} (${cpuModel}), ${whole(memoryBytes / 2 ** 20)} MiB, ${platform}, ${launcher}</dd>
<dt>${say((words) => words.modes)}</dt><dd>${Object.entries(modes).map(([name, { strategy, policy }], index) => `${index > 0 ? '; ' : ''}${name} = ${strategy} × ${policy}`)}</dd>
</dl>
${setup && html`<details><summary>${say((words) => words.scenario)}</summary><pre tabindex="0">${printJson(setup)}</pre></details>`}`
  },
}
