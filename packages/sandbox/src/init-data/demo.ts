import {execFile} from 'node:child_process';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {env} from 'node:process';
import {promisify} from 'node:util';
import {fileName, seedText} from './seed.ts';

const run = promisify(execFile);

/** Git as it is on a fresh machine: nobody's own settings, no prompts. */
const environment = {...env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0'};

const keeper = ['-c', 'user.name=Demo Keeper', '-c', 'user.email=keeper@attic.example', '-c', 'commit.gpgsign=false'];

const git = async (folder: string, ...args: string[]): Promise<string> => {
	const {stdout} = await run('git', ['-C', folder, ...keeper, ...args], {env: environment, maxBuffer: 1 << 28});
	return stdout;
};

export interface SalesDemoOptions {
	/** What the file holds at first. @default a file as people keep it by hand */
	readonly text?: string;
}

/** The sales demo: a JSON file in a git repository, applied when somebody installs the demo. */
export interface SalesDemo {
	/** The work tree that slack-im is pointed at. No author is configured in it, as in a clone of a pipeline. */
	readonly folder: string;
	/** The file in the work tree. */
	readonly file: string;
	/** The file's path inside the repository. */
	readonly path: string;
	/** The bare repository that is pushed to. */
	readonly remote: string;
	readonly branch: string;
	/** The file as it was pushed: `git show` of the remote's branch. */
	pushed(): Promise<string>;
	/** The file in the work tree. */
	local(): Promise<string>;
	/** Subjects of the remote's commits, the newest first. */
	commits(): Promise<string[]>;
	/** What differs between the work tree and its last commit, as `git status --porcelain` says it. */
	status(): Promise<string>;
	/** Somebody else changes the file and pushes first, so that the next push is rejected. */
	changeElsewhere(change: (text: string) => string, message?: string): Promise<void>;
}

/** Makes the sales demo's repositories inside `folder`, which must not hold another one. */
export const createSalesDemo = async (folder: string, {text = seedText}: SalesDemoOptions = {}): Promise<SalesDemo> => {
	const remote = join(folder, 'sales-demo.git');
	const work = join(folder, 'sales-demo');
	const branch = 'main';
	await mkdir(folder, {recursive: true});
	await git(folder, 'init', '--quiet', '--bare', `--initial-branch=${branch}`, remote);
	await git(folder, 'init', '--quiet', `--initial-branch=${branch}`, work);
	await git(work, 'remote', 'add', 'origin', remote);

	const commit = async (tree: string, content: string, message: string): Promise<void> => {
		const file = join(tree, fileName);
		await mkdir(dirname(file), {recursive: true});
		await writeFile(file, content);
		await git(tree, 'add', '--', fileName);
		await git(tree, 'commit', '--quiet', '--message', message);
		await git(tree, 'push', '--quiet', '--set-upstream', 'origin', branch);
	};
	await commit(work, text, 'Keep the agents of the sales demo');

	const pushed = (): Promise<string> => git(remote, 'show', `${branch}:${fileName}`);
	let others = 0;
	return {
		folder: work,
		file: join(work, fileName),
		path: fileName,
		remote,
		branch,
		pushed,
		local: () => readFile(join(work, fileName), 'utf8'),
		commits: async () => (await git(remote, 'log', '--format=%s', branch)).trimEnd().split('\n'),
		status: () => git(work, 'status', '--porcelain'),
		async changeElsewhere(change, message = 'Change an entry by hand') {
			others += 1;
			const elsewhere = join(folder, `elsewhere-${others}`);
			await git(folder, 'clone', '--quiet', remote, elsewhere);
			await commit(elsewhere, change(await pushed()), message);
		},
	};
};
