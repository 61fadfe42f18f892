import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {type Call, errorInfo, TargetError} from '@slack-im/core';

import type {Log} from '../type.ts';
import {type Git, gitError, gitIn} from './git-command.ts';
import type {GitOptions} from './options.ts';

/** A change of the file, as it is brought into the repository. */
export interface Publication {
	/** Makes the change to one version of the file. Throws where it does not fit. */
	readonly redo: (bytes: Uint8Array) => Uint8Array;
	readonly message: string;
	/** Replaces the work tree's file; without a content makes the change to what is there. */
	readonly writeFile: (content?: Uint8Array) => Promise<void>;
}

/** The repository a file lies in. */
export interface Repository {
	publish(publication: Publication, call: Call): Promise<void>;
}

const mostPushes = 10;

interface Version {
	readonly mode: string;
	readonly bytes: Uint8Array;
}

/**
Looks at the repository of a file, writing nothing: that the file is in it, where it is pushed to, and that git knows who commits.

@param path - Of the file itself, not of a link to it.
*/
export const openRepository = async (path: string, options: GitOptions, log: Log): Promise<Repository> => {
	const git = gitIn(dirname(path), options.author);
	const name = basename(path);
	const found = await git.try(['rev-parse', '--show-prefix', `HEAD:./${name}`]);
	if (!found.ok && /does not exist in|exists on disk, but not in|invalid object name 'HEAD'/.test(found.stderr)) {
		throw new TargetError('refused', `${name} is not in git yet`, {hint: 'Commit it once by hand, be it only `[]`.'});
	}
	if (!found.ok) throw gitError('rev-parse', found);
	const inTree = found.stdout.toString().split('\n', 1)[0]! + name;
	await git.run(['var', 'GIT_COMMITTER_IDENT']);
	const branch = options.push ? await branchOf(git, options) : undefined;

	return {publish: async (publication, call) => publish({git, inTree, branch, remote: options.remote, log, call}, publication)};
};

const branchOf = async (git: Git, {branch, remote}: GitOptions): Promise<string> => {
	const current = await git.try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
	const checkedOut = current.ok ? current.stdout.toString().trim() : undefined;
	if (branch === undefined && checkedOut === undefined)
		throw new TargetError('refused', 'no branch is checked out, so that nobody can tell where to push', {hint: 'Set `git.branch`.'});
	if (branch !== undefined && checkedOut !== undefined && branch !== checkedOut) {
		throw new TargetError('refused', `the branch ${checkedOut} is checked out, not ${branch} (\`git.branch\`)`, {
			hint: `Check out ${branch}, or set \`git.branch\` to ${checkedOut}.`,
		});
	}
	if (!/[:/]/.test(remote) && !(await git.try(['remote', 'get-url', remote])).ok) {
		throw new TargetError('refused', `there is no remote ${remote}`, {hint: 'Set `git.remote`.'});
	}
	return branch ?? checkedOut!;
};

interface Place {
	readonly git: Git;
	/** The file's path from the top of the repository. */
	readonly inTree: string;
	/** Where it is pushed to; undefined where it is not. */
	readonly branch: string | undefined;
	readonly remote: string;
	readonly log: Log;
	readonly call: Call;
}

/**
Commits and pushes without touching the work tree, the index or the branch before the push has succeeded: so a rejected push is answered by making the change again on top of what somebody else pushed, and a run that dies in between leaves nothing half done. The work tree's file is written last, for it is what the next run reads.
*/
const publish = async (place: Place, publication: Publication): Promise<void> => {
	const {git, branch, call} = place;
	const head = await git.run(['rev-parse', 'HEAD'], call);
	let base = head;
	let tip = head;
	for (let attempt = 1; ; attempt++) {
		if (branch !== undefined) base = (await fetchTip(place, branch)) ?? head;
		tip = await commitOn(base, place, publication);
		if (branch === undefined || tip === base || (await push(tip, place, branch))) break;
		if (attempt === mostPushes)
			throw new TargetError('unavailable', `the push was rejected ${attempt} times, because somebody else pushed each time`, {
				hint: 'Run again.',
			});
		await sleep(Math.random() * 300 * attempt, undefined, call).catch(() => {});
	}
	await bringAlong({head, base, tip}, place, publication);
};

const fetchTip = async ({git, remote, call}: Place, branch: string): Promise<string | undefined> => {
	const args = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', remote, `refs/heads/${branch}`];
	const fetched = await git.try(args, call);
	if (fetched.ok) return git.run(['rev-parse', 'FETCH_HEAD'], call);
	if (/couldn't find remote ref/i.test(fetched.stderr)) return undefined;
	throw gitError('fetch', fetched);
};

/** The file in a commit, or (without one) in the index. */
const versionIn = async (commit: string | undefined, {git, inTree, call}: Place): Promise<Version | undefined> => {
	const where =
		commit === undefined
			? ['ls-files', '--stage', '-z', '--', `:(top,literal)${inTree}`]
			: ['ls-tree', '-z', '--full-tree', commit, '--', inTree];
	const [, mode, id] = /^(100\d{3}) (?:blob )?([0-9a-f]{40,})(?: 0)?\t/.exec(await git.run(where, call)) ?? [];
	if (mode === undefined || id === undefined) return undefined;
	const blob = await git.try(['cat-file', 'blob', id], call);
	if (!blob.ok) throw gitError('cat-file', blob);
	return {mode, bytes: blob.stdout};
};

const store = async (bytes: Uint8Array, {git, call}: Place): Promise<string> =>
	git.run(['hash-object', '-w', '--stdin'], {...call, input: bytes});

/** Makes a commit with nothing but the change; the base itself where it holds the change already. */
const commitOn = async (base: string, place: Place, {redo, message}: Publication): Promise<string> => {
	const {git, inTree, call} = place;
	const before = await versionIn(base, place);
	if (!before) throw new TargetError('changed', `${inTree} is no longer in git: somebody removed it`);
	const after = redo(before.bytes);
	if (Buffer.from(after).equals(before.bytes)) return base;
	const folder = await mkdtemp(join(tmpdir(), 'slack-im-'));
	const env = {GIT_INDEX_FILE: join(folder, 'index')};
	try {
		await git.run(['read-tree', base], {...call, env});
		await git.run(['update-index', '--cacheinfo', `${before.mode},${await store(after, place)},${inTree}`], {...call, env});
		const tree = await git.run(['write-tree'], {...call, env});
		const signed = (await git.try(['config', '--type=bool', 'commit.gpgSign'], call)).stdout.toString().trim() === 'true';
		return await git.run(['commit-tree', tree, '-p', base, ...(signed ? ['-S'] : [])], {...call, input: message});
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
};

/** @returns False where somebody else was faster. */
const push = async (tip: string, {git, remote, call}: Place, branch: string): Promise<boolean> => {
	const pushed = await git.try(['push', '--porcelain', '--no-verify', remote, `${tip}:refs/heads/${branch}`], call);
	if (pushed.ok) return true;
	const words = pushed.stdout.toString() + pushed.stderr;
	if (
		/\[rejected\]|\(fetch first\)|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i.test(
			words,
		)
	)
		return false;
	const error = gitError('push', pushed);
	throw error.kind === 'unavailable' && !/resolve host|failed to connect|refused/i.test(error.message)
		? new TargetError('unknown-outcome', `${error.message}: it may have been pushed; the next run will see`, {cause: error})
		: error;
};

interface Step {
	/** Where the checkout stands. */
	readonly head: string;
	/** What the change was made on top of. */
	readonly base: string;
	readonly tip: string;
}

/** Brings the checkout along. Other staged and changed files stay as they are, and so does an edit of this file that was not committed. */
const bringAlong = async (step: Step, place: Place, publication: Publication): Promise<void> => {
	const {git, branch, log, call} = place;
	const {head, base, tip} = step;
	if (base !== head && (await canFollow(step, place))) return follow(tip, place, publication);
	if (base === head && tip !== head) {
		const moved = await git.try(['update-ref', '-m', 'slack-im: accounts from Slack', 'HEAD', tip, head], call);
		if (!moved.ok && branch === undefined)
			throw new TargetError('changed', `the branch was moved while the run was under way: ${moved.stderr.trim()}`, {hint: 'Run again.'});
		if (!moved.ok) log.warn(`pushed, but the local branch stays behind: ${moved.stderr.trim()}`);
	}
	if (base !== head) log.warn('pushed, but the local branch stays behind: it has commits or edits of its own');
	await stage(await versionIn(undefined, place), publication.redo, place);
	await publication.writeFile();
};

/** Whether the checkout can step forward to what others pushed: it has no commits of its own, and no edit of this file. */
const canFollow = async ({head, tip}: Step, {git, inTree, call}: Place): Promise<boolean> =>
	(await git.try(['merge-base', '--is-ancestor', head, tip], call)).ok &&
	(await git.try(['diff', '--quiet', 'HEAD', '--', `:(top,literal)${inTree}`], call)).ok;

/** Steps forward. The file is put in place first and as a whole, so that git finds nothing to do to it. */
const follow = async (tip: string, place: Place, {writeFile}: Publication): Promise<void> => {
	const {git, inTree, log, call} = place;
	const content = await git.try(['cat-file', '--filters', `${tip}:${inTree}`], call);
	if (!content.ok) throw gitError('cat-file', content);
	await stage(await versionIn(tip, place), bytes => bytes, place);
	await writeFile(content.stdout);
	const merged = await git.try(['merge', '--ff-only', '--quiet', '--no-stat', tip], call);
	if (!merged.ok) log.warn(`pushed, but the local branch stays behind: ${merged.stderr.replace(/\s+/g, ' ').trim()}`);
};

/** Puts a version of the file into the index. That it fails harms nobody: what was to be committed is. */
const stage = async (version: Version | undefined, redo: Publication['redo'], place: Place): Promise<void> => {
	const {git, inTree, log, call} = place;
	if (!version) return;
	try {
		await git.run(['update-index', '--cacheinfo', `${version.mode},${await store(redo(version.bytes), place)},${inTree}`], call);
	} catch (error) {
		log.warn(`committed, but git's index was not brought along: ${errorInfo(error).message}`);
	}
};
