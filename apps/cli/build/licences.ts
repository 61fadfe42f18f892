import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import type {Options} from 'tsup';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/** Packages of which something is in the bundle, by folder. Both parts of the bundle add theirs. */
const folders = new Set<string>();

const packageOf = (input: string): string | undefined => /^.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(input)?.[0];

const textOf = (folder: string): string => {
	const {
		name,
		version,
		license = 'no licence named',
	}: Record<string, string> = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
	return `${name} ${version}: ${license}\n\n${file === undefined ? '' : `${readFileSync(path.join(folder, file), 'utf8').trim()}\n`}`;
};

/** Writes `licences.txt` beside the bundle: name, version and licence of every package that a part of is in it. */
export const licences: EsbuildPlugin = {
	name: 'licences',
	setup: build => {
		build.initialOptions.metafile = true;
		build.onEnd(({metafile}) => {
			for (const input of Object.keys(metafile?.inputs ?? {})) {
				const folder = packageOf(input);
				if (folder !== undefined && existsSync(path.join(folder, 'package.json'))) folders.add(folder);
			}
			const texts = [...new Set([...folders].map(textOf))].toSorted((a, b) => (a < b ? -1 : 1));
			const out = build.initialOptions.outdir ?? 'dist';
			mkdirSync(out, {recursive: true});
			writeFileSync(path.join(out, 'licences.txt'), texts.join('\n----\n\n'));
		});
	},
};
