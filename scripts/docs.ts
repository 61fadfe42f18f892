/**
Runs every command that the documentation shows, and writes what it really prints below it. With `--check` it only compares, and exits 1 where a page is not current.

A page is Markdown. In its blocks of kind `console`, each line that begins with `$ ` is run in a folder of its own against a fresh sandbox; what follows is its output, and `# exit code N` where that is not 0. Comments do what a reader does with an editor:

    <!-- edit FILE: old text => new text -->
    <!-- slack: leave U02ALAN001 -->
*/
import {spawnSync, type SpawnSyncReturns} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {spawnSandbox, type SpawnedSandbox} from '@slack-im/sandbox';

const root = path.resolve(import.meta.dirname, '..');
const bundle = path.join(root, 'apps/cli/dist/cli.cjs');
const pages = ['docs/first-sync.md'];
const check = process.argv.includes('--check');

interface Place {
	readonly folder: string;
	readonly sandbox: SpawnedSandbox;
}

/** The addresses that `pnpm sandbox` has, in place of those of this moment. */
const withUsualAddresses = (text: string, {folder, sandbox: {addresses}}: Place): string =>
	[
		[new URL(addresses.slack.url).host, '127.0.0.1:4180'],
		[new URL(addresses.devServer.url).host, '127.0.0.1:4181'],
		[new URL(addresses.modelOffice.url).host, '127.0.0.1:4182'],
		[folder, '/home/you/accounts'],
	].reduce((replaced, [from = '', to = '']) => replaced.replaceAll(from, to), text);

/** What differs from run to run and from machine to machine. */
const withoutChance = (text: string): string =>
	text
		.replace(/\b\d\d?\.\d s\b/g, '0.4 s')
		.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-01-05T09:00:00.000Z')
		.replace(/Node \d+\.\d+\.\d+ on \w+/g, 'Node 24.21.0 on linux')
		.replace(/^(. ca +).*$/gm, "$1Node's own certificates")
		.replace(/\ba-0000(?!01)\d\d\b/g, 'a-000006') // Creates run at once: which of them gets which id is chance
		.replace(/[ \t]+$/gm, '');

const run = (command: string, {folder, sandbox: {addresses}}: Place): string => {
	const usual: Record<string, string> = {SLACK_API_URL: addresses.slack.url, SLACK_BOT_TOKEN: addresses.slack.token};
	const done: SpawnSyncReturns<string> = spawnSync('bash', ['-c', `slack-im() { "${process.execPath}" "${bundle}" "$@"; }\n${command}`], {
		cwd: folder,
		env: {PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', ...usual},
		encoding: 'utf8',
	});
	// What a person sees: the log, then the result
	return `${done.stderr}${done.stdout}${done.status === 0 ? '' : `# exit code ${done.status}\n`}`;
};

const edit = (directive: string, {folder}: Place): void => {
	const [, file = '', from = '', to = ''] = /^(\S+): (.*) => (.*)$/.exec(directive) ?? [];
	const where = path.join(folder, file);
	const text = readFileSync(where, 'utf8');
	if (from === '' || !text.includes(from)) throw new Error(`edit ${directive}: ${file} does not hold ${JSON.stringify(from)}`);
	writeFileSync(where, text.replace(from, to.replaceAll('\\n', '\n')));
};

const asShown = (command: string, place: Place): string =>
	command
		.replaceAll('127.0.0.1:4181', new URL(place.sandbox.addresses.devServer.url).host)
		.replaceAll('127.0.0.1:4182', new URL(place.sandbox.addresses.modelOffice.url).host);

const renew = async (page: string, place: Place): Promise<string> => {
	const result: string[] = [];
	let inConsole = false;
	for (const line of page.split('\n')) {
		const [, kind, directive = ''] = /^<!-- (edit|slack):? (.*) -->$/.exec(line) ?? [];
		if (kind === 'edit') edit(asShown(directive, place), place);
		if (kind === 'slack') {
			const [, call = '', id = '', change] = /^(\w+) (\w+)(?: (.*))?$/.exec(directive) ?? [];
			await place.sandbox.slack.call(call, id, ...(change === undefined ? [] : [JSON.parse(change)]));
		}
		if (inConsole && line !== '```' && !line.startsWith('$ ')) continue;
		if (line.startsWith('```')) inConsole = line === '```console';
		result.push(line);
		if (inConsole && line.startsWith('$ '))
			result.push(withoutChance(withUsualAddresses(run(asShown(line.slice(2), place), place), place)).trimEnd());
	}
	return result.filter((line, index) => line !== '' || result[index - 1] !== '' || !inConsole).join('\n');
};

let stale = 0;
for (const page of pages) {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-docs-'));
	const work = path.join(folder, 'accounts');
	mkdirSync(path.join(work, '.git'), {recursive: true});
	const sandbox = await spawnSandbox();
	try {
		const file = path.join(root, page);
		const before = readFileSync(file, 'utf8');
		const after = await renew(before, {folder: work, sandbox});
		if (before === after) console.log(`${page} is current`);
		else if (check) {
			stale++;
			const lines = before.split('\n');
			const first = after.split('\n').findIndex((line, index) => line !== lines[index]);
			console.log(
				`${page} is not current from line ${first + 1} on: run pnpm run docs\n  there:  ${lines[first]}\n  really: ${after.split('\n')[first]}`,
			);
		} else {
			writeFileSync(file, after);
			console.log(`${page} is renewed`);
		}
	} finally {
		await sandbox.stop();
		rmSync(folder, {recursive: true, force: true});
	}
}
process.exitCode = stale === 0 ? 0 : 1;
