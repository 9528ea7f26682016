/** Under what circumstances the figures hold, and how to get them again. */

import { translated } from '../../i18n/texts.ts'
import { printJson } from '../../model/print-json.ts'
import { whole } from '../format-figures.ts'
import { html } from '../markup.ts'
import type { Section } from './section.ts'

export const circumstances: Section = {
  id: 'circumstances',
  title: (texts) => texts.circumstances,
  body({ environment, topology, trials, seed, startedAt, command, setup, modes }) {
    const { node, nginx, redis, platform, cpus, cpuModel, memoryBytes, launcher } = environment
    return html`<h3>${translated((texts) => texts.repeat)}</h3>
<pre tabindex="0">${command}</pre>
<dl>
<dt>${translated((texts) => texts.startedAt)}</dt><dd>${startedAt}</dd>
<dt>${translated((texts) => texts.plan)}</dt><dd>${translated((texts) => texts.planIs(topology.replicas, trials, seed))}</dd>
<dt>${translated((texts) => texts.versions)}</dt><dd>Node ${node}, nginx ${nginx}${redis !== undefined && `, Redis ${redis}`}</dd>
<dt>${translated((texts) => texts.machine)}</dt><dd>${translated((texts) => texts.cores(cpus))} (${cpuModel}), ${whole(memoryBytes / 2 ** 20)} MiB, ${platform}, ${launcher}</dd>
<dt>${translated((texts) => texts.modes)}</dt><dd>${Object.entries(modes).map(([name, { strategy, policy }], index) => `${index > 0 ? '; ' : ''}${name} = ${strategy} × ${policy}`)}</dd>
</dl>
${setup && html`<details><summary>${translated((texts) => texts.scenario)}</summary><pre tabindex="0">${printJson(setup)}</pre></details>`}`
  },
}
