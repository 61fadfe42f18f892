import {readFile, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {TargetError} from '@slack-im/core';

import {temporaryFor} from './file.ts';
import {type Git, gitError, inWords, lockedError, lockFile} from './git-command.ts';
import {contentIn, ensureUnlocked, lookAt, ownRef, type Place, type Standing} from './git-standing.ts';

/** A change of the file, as it is brought into the repository. */
export interface Publication {
	/** Makes the change to one version of the file. Throws where it does not fit. Undefined: there is nothing to change. */
	readonly redo: ((bytes: Uint8Array) => Uint8Array) | undefined;
	readonly message: string;
	/** Replaces the work tree's file; without a content makes the change to what is there. */
	readonly writeFile: (content?: Uint8Array) => Promise<void>;
}

const mostPushes = 10;

/**
Commits and pushes without touching the work tree, the index or the branch before the push has succeeded: so a rejected push is answered by making the change again on top of what somebody else pushed, and a run that dies in between leaves nothing half done. Commits of the checkout that the remote lacks go along where they change nothing but the file.
*/
export const publish = async (place: Place, publication: Publication): Promise<void> => {
	const {branch, call} = place;
	for (let attempt = 1; ; attempt++) {
		const standing = await lookAt(place);
		const commit = await commitOn(standing.base, place, publication);
		// A branch that the remote does not have is made for a change only
		const isThere = branch === undefined || commit === (standing.tip ?? standing.head);
		if (isThere && commit === standing.head && standing.isCurrent) return;
		await ensureUnlocked(place);
		if (isThere || (await push(commit, place, branch))) return bringAlong(standing, commit, place, publication);
		if (attempt === mostPushes)
			throw new TargetError('unavailable', `the push was rejected ${attempt} times, because another push came first each time`, {
				hint: 'Run again.',
			});
		await sleep(Math.random() * 300 * attempt, undefined, call).catch(() => {});
	}
};

/** Removes a worktree, also one with changes, or that was not made to its end. */
export const removeWorktree = async (path: string, git: Git): Promise<void> => {
	await git.try(['worktree', 'remove', '--force', '--force', path]);
};

/**
Makes a commit with nothing but the change, in a worktree of its own that holds no other file; the base itself where it holds the change already. What git does to a file on its way in and out, and to a commit, is done as for a person's.
*/
const commitOn = async (base: string, place: Place, {redo, message}: Publication): Promise<string> => {
	if (!redo) return base;
	const {git, path, inTree, call} = place;
	const cwd = await temporaryFor(path);
	const [inWork, file] = [{...call, cwd}, join(cwd, inTree)];
	try {
		await git.run(['worktree', 'add', '--quiet', '--detach', '--no-checkout', cwd, base], call);
		await git.run(['reset', '--quiet'], inWork);
		await git.run(['checkout', '--quiet', '--', inTree], inWork);
		const before = await readFile(file);
		const after = redo(before);
		if (before.equals(after)) return base;
		await writeFile(file, after);
		await git.run(['commit', '--quiet', '--cleanup=verbatim', '--file=-', '--', inTree], {...inWork, input: message});
		if (!(await readFile(file)).equals(after)) {
			throw new TargetError('unavailable', `${inTree} could not be written: the disk did not keep it`, {
				hint: 'Look at the disk that the repository lies on. Nothing was pushed.',
			});
		}
		return await git.run(['rev-parse', 'HEAD'], inWork);
	} finally {
		await removeWorktree(cwd, git);
	}
};

/** Whether git's words tell that others pushed since. */
export const isBehind = (words: string): boolean =>
	/\[rejected\]|\(fetch first\)|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i.test(
		words,
	);

/** What the server says when it takes no push, and what to do about it. Undefined where it was not the server that said no. */
const refusalOf = (words: string, {remote, branch}: Place): TargetError | undefined => {
	const [, reason] = /\[remote rejected\] \((.*)\)$/m.exec(words) ?? [];
	if (reason === undefined) return undefined;
	const said = [...words.matchAll(/^remote: *(?:error: )?(\S.*?)\s*$/gm)].map(([, line = '']) => line);
	const told = said.length > 0 ? said.join(' ').slice(0, 500) : reason;
	const hint = /protected|not allowed/i.test(words)
		? `Let the account that git logs in with push to ${branch}, or set \`git.branch\` to a branch that it may push to.`
		: /hook declined/.test(reason)
			? 'A hook of the server refused the commit. Do what it asks for, or let the account that git logs in with pass it.'
			: 'Change the settings of the remote repository, or set `git.remote` to another.';
	return new TargetError('refused', `${remote} refused the push to ${branch}: ${told}`, {hint});
};

/** @returns False where somebody else was faster. */
const push = async (commit: string, place: Place, branch: string): Promise<boolean> => {
	const {git, remote, call} = place;
	const pushed = await git.try(['push', '--porcelain', '--no-verify', remote, `${commit}:refs/heads/${branch}`], call);
	if (pushed.ok) return true;
	const words = `${pushed.stdout.toString()}\n${pushed.stderr}`;
	const lock = new RegExp(`^remote: .*${lockFile.source}`, 'm').exec(words)?.[1];
	if (lock !== undefined) throw lockedError(lock, ` at ${remote}`);
	if (isBehind(words)) return false;
	const error = refusalOf(words, place) ?? gitError('push', pushed);
	throw error.kind === 'unavailable' && !/resolve host|failed to connect|refused/i.test(error.message)
		? new TargetError('unknown-outcome', `${error.message}: it may have been pushed; the next run will see`, {cause: error})
		: error;
};

/** Brings the checkout along. Other staged and changed files stay as they are, and so does an edit of this file that was not committed. */
const bringAlong = async (standing: Standing, commit: string, place: Place, publication: Publication): Promise<void> => {
	const {branch, remote, log} = place;
	try {
		await follow(standing, commit, place, publication);
	} catch (error) {
		if (branch === undefined) throw error;
		log.warn(`the local branch stays behind that of ${remote}: ${inWords(error)}`);
	}
};

/** The index first, then the file, then the branch: wherever a run is killed, what it leaves is in a commit that the next one knows. */
const follow = async ({head, base, isClean}: Standing, commit: string, place: Place, {writeFile}: Publication): Promise<void> => {
	const {git, path, call} = place;
	if (!(isClean || base === head) || !(await git.try(['merge-base', '--is-ancestor', head, commit], call)).ok)
		throw new TargetError('changed', 'it has commits or edits of its own');
	const put = async (version: string): Promise<void> => {
		await git.run(['reset', '--quiet', version, '--', basename(path)], call);
		if (isClean) await writeFile(await contentIn(version, place));
	};
	if (place.branch === undefined) await git.run(['update-ref', ownRef(place), commit], call);
	await put(commit);
	// Index and file are what they will be: there is nothing that git could find in its way but other files
	const merge = ['merge', '--ff-only', '--no-verify-signatures', '--quiet', '--no-stat', commit];
	const merged = await git.try(merge, {...call, env: {GIT_REFLOG_ACTION: 'slack-im'}});
	if (!merged.ok) {
		await put(head);
		throw gitError('merge', merged);
	}
	if (!isClean) await writeFile();
};
