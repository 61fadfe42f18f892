import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import type {SpawnedSandbox} from '@slack-im/sandbox';

const root = path.resolve(import.meta.dirname, '../..');
export const bundle = path.join(root, 'apps/cli/dist/cli.cjs');

/** What is read of `run.json`. */
interface Measured {
	readonly source: {readonly milliseconds: number};
	readonly targets: readonly {
		readonly milliseconds: {readonly list: number; readonly apply: number};
		readonly outcomes: readonly {readonly kind: string}[];
	}[];
}

export interface Sync {
	/** Milliseconds of the whole process, from its start to its exit. */
	readonly whole: number;
	/** Milliseconds of the phases, reports and start-up apart. */
	readonly source: number;
	readonly list: number;
	readonly apply: number;
	/** Most memory the process ever held, in MB. */
	readonly memory: number;
}

const config = (pageSize: number, reports: boolean): string => `
reports: { json: true, html: ${reports} }
source: { token: "\${SLACK_BOT_TOKEN}", url: "\${SLACK_API_URL}" }
targets:
  dev-server:
    type: workspace
    url: "\${API_URL}"
    list: { items: items, total: total, paging: { by: page, sizeParam: size, size: ${pageSize} } }
    slackIdAt: metadata.slackId
    match: [userId]
    attributes:
      userId: "{{ slackId }}"
      name: "{{ name }}"
      email: "{{ email | lower }}"
      centerIds: [spectra]
      roleGroupId: AGENT
`;

/** Runs the bundle against the sandbox, as a process, in a folder of its own. */
export const sync = ({addresses}: Pick<SpawnedSandbox, 'addresses'>, pageSize: number, {reports = true} = {}): Sync => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-bench-'));
	try {
		writeFileSync(path.join(folder, 'slack-im.config.yaml'), config(pageSize, reports));
		const rss = path.join(folder, 'rss');
		const startedAt = performance.now();
		const done = spawnSync(process.execPath, ['--import', path.join(import.meta.dirname, 'max-rss.mjs'), bundle, 'sync', '--quiet'], {
			cwd: folder,
			env: {
				PATH: process.env['PATH'],
				SLACK_BOT_TOKEN: addresses.slack.token,
				SLACK_API_URL: addresses.slack.url,
				API_URL: addresses.devServer.url,
				MAX_RSS_FILE: rss,
			},
			encoding: 'utf8',
			maxBuffer: 1 << 28,
		});
		const whole = performance.now() - startedAt;
		if (done.status !== 0)
			throw new Error(`slack-im sync ended with ${done.status}:\n${done.stdout.slice(0, 2000)}\n${done.stderr.slice(0, 4000)}`);
		const {source, targets}: Measured = JSON.parse(readFileSync(path.join(folder, 'reports/run.json'), 'utf8'));
		const {list, apply} = targets[0]!.milliseconds;
		return {whole, source: source.milliseconds, list, apply, memory: Number(readFileSync(rss, 'utf8'))};
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

/** Runs one of the scripts beside this one and returns what it printed. */
export const script = (name: string, ...args: string[]): string => {
	const done = spawnSync(process.execPath, ['--conditions=@slack-im/source', path.join(import.meta.dirname, name), ...args], {
		encoding: 'utf8',
		cwd: root,
	});
	if (done.status !== 0) throw new Error(`${name} ${args.join(' ')}: ${done.stderr}`);
	return done.stdout;
};
