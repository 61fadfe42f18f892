import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import type {Stage} from './places.ts';
import type {Type} from './systems.ts';
import type {World} from './world.ts';

/** Something that goes wrong on this machine, and not in an answer. */
export interface LocalFault {
	readonly place: string;
	readonly name: string;
	readonly type: Type;
	readonly stage: Stage;
	readonly kill?: 'SIGKILL' | 'SIGTERM';
	readonly codes?: readonly number[];
	/** Somebody else changes the file too, so that it is not byte for byte as expected. */
	readonly shared?: true;
	/** Makes it happen in the next run; returns what the run needs, whether it struck, and how to take it away. */
	readonly arm: (world: World) => {
		readonly env?: Readonly<Record<string, string>>;
		readonly struck: () => boolean;
		readonly disarm?: () => void;
	};
}

const arrow = path.join(import.meta.dirname, 'disturb.cjs');

const inFileSystem = (type: Type, place: string, stage: Stage, call: string, effect: string, file: string, nth = 1): LocalFault => ({
	place,
	name: effect,
	type,
	stage,
	...(effect.startsWith('SIGKILL') && {kill: 'SIGKILL'}),
	...(effect.startsWith('SIGTERM') && {kill: 'SIGTERM'}),
	arm({folder}) {
		const met = path.join(folder, 'met');
		return {
			env: {NODE_OPTIONS: `--require ${arrow}`, CHAOS_FAULT: JSON.stringify({call, path: file, effect, nth}), CHAOS_MET: met},
			struck: () => existsSync(met),
		};
	},
});

const reading = [
	'EIO',
	'EACCES',
	'ENOENT',
	'EISDIR',
	'cut content',
	'empty content',
	'garbage content',
	'HTML content',
	'no UTF-8 content',
];

const inFile: readonly LocalFault[] = [
	...[...reading, 'SIGKILL before', 'SIGTERM before'].map(effect =>
		inFileSystem('file', 'file read', 'list', 'readFile', effect, 'agents.json'),
	),
	...['EIO', 'cut content', 'empty content', 'garbage content'].map(effect =>
		inFileSystem('file', 'file read before writing', 'write', 'readFile', effect, 'agents.json', 2),
	),
	...['EACCES', 'EROFS', 'ENOSPC', 'EMFILE', 'SIGKILL before', 'SIGKILL after', 'SIGTERM before'].map(effect =>
		inFileSystem('file', 'temporary file', 'write', 'open', effect, '.agents.json.'),
	),
	...['ENOSPC', 'EIO', 'half', 'does nothing', 'SIGKILL before', 'SIGKILL after'].map(effect =>
		inFileSystem('file', 'file write', 'write', 'handle.writeFile', effect, '.agents.json.'),
	),
	...['EIO', 'ENOSPC', 'SIGKILL before'].map(effect => inFileSystem('file', 'fsync', 'write', 'handle.sync', effect, '.agents.json.')),
	...['EXDEV', 'EIO', 'EACCES', 'fails after doing it', 'does nothing', 'SIGKILL before', 'SIGKILL after', 'SIGTERM before'].map(effect =>
		inFileSystem('file', 'rename', 'write', 'rename', effect, '.agents.json.'),
	),
];

const realGit = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim();

const real = `${realGit} "$@"`;

/** What a stand-in for git does in place of one command. */
const effects: Readonly<Record<string, string>> = {
	'the remote is not reached': `echo "fatal: unable to access 'https://git.example/': Could not resolve host: git.example" >&2; exit 128`,
	'503': `echo "fatal: unable to access 'https://git.example/': The requested URL returned error: 503" >&2; exit 128`,
	'wrong password': `echo "fatal: Authentication failed for 'https://git.example/'" >&2; exit 128`,
	'a failure without a word': 'exit 1',
	'success, and nothing done': 'exit 0',
	'reset before doing it': 'echo "fatal: the remote end hung up unexpectedly" >&2; exit 128',
	'reset after doing it': `${real}; echo "fatal: the remote end hung up unexpectedly" >&2; exit 128`,
	'a failure without a word after doing it': `${real}; exit 1`,
	'kill -9 before': 'kill -9 $PPID; exit 1',
	'kill -9 after': `${real}; kill -9 $PPID; exit 0`,
	'SIGTERM before': `kill -TERM $PPID; sleep 0.3; ${real}; exit`,
	'SIGTERM after': `${real}; kill -TERM $PPID; sleep 0.1; exit 0`,
	'git is killed': 'kill -9 $$',
};

const inGit = (command: string, place: string, stage: Stage, name: string): LocalFault => ({
	place,
	name,
	type: 'git',
	stage,
	...(name.startsWith('kill -9') && {kill: 'SIGKILL'}),
	...(name.startsWith('SIGTERM') && {kill: 'SIGTERM'}),
	arm({folder}) {
		const bin = path.join(folder, 'bin');
		const met = path.join(bin, 'met');
		mkdirSync(bin, {recursive: true});
		const script = `#!/bin/sh
if [ ! -e ${met} ] && case " $* " in *" ${command} "*) true ;; *) false ;; esac; then
	touch ${met}
	${effects[name]}
fi
exec ${real}
`;
		writeFileSync(path.join(bin, 'git'), script);
		chmodSync(path.join(bin, 'git'), 0o755);
		return {
			env: {PATH: `${bin}:${process.env['PATH'] ?? ''}`},
			struck: () => existsSync(met),
		};
	},
});

/** A lock that a dead git left behind, until somebody removes it. */
const locked = (name: string, lock: (world: World) => string): LocalFault => ({
	place: 'git lock',
	name,
	type: 'git',
	stage: 'write',
	codes: [1, 5],
	arm(world) {
		const file = lock(world);
		mkdirSync(path.dirname(file), {recursive: true});
		writeFileSync(file, '');
		return {struck: () => true, disarm: () => rmSync(file)};
	},
});

const raced: LocalFault = {
	place: 'git push',
	name: 'somebody else pushes first',
	type: 'git',
	stage: 'write',
	codes: [0],
	shared: true,
	arm(world) {
		const {folder, system} = world;
		const {remote, path: file, branch} = system.demo!;
		const elsewhere = path.join(folder, 'elsewhere');
		const change = [
			`${realGit} clone --quiet ${remote} ${elsewhere}`,
			`sed -i 's/kept by hand/kept by two hands/' ${elsewhere}/${file}`,
			`${realGit} -C ${elsewhere} -c user.name=Else -c user.email=else@example.com commit --quiet --all --message Else`,
			`${realGit} -C ${elsewhere} push --quiet origin ${branch}`,
		].join(' && ');
		const script = path.join(folder, 'bin/elsewhere');
		const armed = inGit('push', 'git push', 'write', 'reset before doing it').arm(world);
		writeFileSync(script, `#!/bin/sh\n${change}\n`);
		chmodSync(script, 0o755);
		const git = path.join(folder, 'bin/git');
		writeFileSync(git, readFileSync(git, 'utf8').replace(effects['reset before doing it']!, script));
		return {...armed, struck: () => existsSync(elsewhere)};
	},
};

const fetching = [
	'the remote is not reached',
	'503',
	'wrong password',
	'a failure without a word',
	'success, and nothing done',
	'kill -9 before',
	'kill -9 after',
	'SIGTERM before',
	'git is killed',
];
const inGitAtAll: readonly LocalFault[] = [
	...fetching.map(name => inGit('fetch', 'git fetch', 'list', name)),
	...Object.keys(effects).map(name => inGit('push', 'git push', 'write', name)),
	raced,
	...['worktree', 'commit'].flatMap(command =>
		['a failure without a word', 'kill -9 before', 'git is killed'].map(name => inGit(command, `git ${command}`, 'write', name)),
	),
	...['reset', 'merge'].flatMap(command =>
		['a failure without a word', 'kill -9 before', 'kill -9 after'].map(name =>
			inGit(command, `git ${command} after the push`, 'write', name),
		),
	),
	locked('a stale index.lock', ({system}) => path.join(system.demo!.folder, '.git/index.lock')),
	locked('a stale HEAD.lock', ({system}) => path.join(system.demo!.folder, '.git/HEAD.lock')),
	locked('a stale lock of the branch', ({system}) => path.join(system.demo!.folder, `.git/refs/heads/${system.demo!.branch}.lock`)),
	locked('a stale lock of what git keeps of the remote', ({system}) =>
		path.join(system.demo!.folder, `.git/refs/remotes/origin/${system.demo!.branch}.lock`),
	),
	locked('a stale lock in the remote', ({system}) => path.join(system.demo!.remote, `refs/heads/${system.demo!.branch}.lock`)),
	...['EIO', 'SIGKILL before', 'SIGKILL after'].map(effect =>
		inFileSystem('git', 'rename in the checkout', 'write', 'rename', effect, 'agents.json.'),
	),
];

/** Every fault of files and of git, in the order of the table. */
export const localFaults: readonly LocalFault[] = [...inFile, ...inGitAtAll];
