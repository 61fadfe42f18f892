import {realpath} from 'node:fs/promises';
import {basename, dirname, resolve} from 'node:path';

import {type Call, TargetError} from '@slack-im/core';

import type {Tools} from '../type.ts';
import {type Git, gitError, gitIn, inWords} from './git-command.ts';
import {isBehind, type Publication, publish, removeWorktree} from './git-publish.ts';
import {contentIn, ensureUnlocked, fetched, lookAt, ownRef, type Place} from './git-standing.ts';
import type {GitOptions} from './options.ts';

/** The repository a file lies in. */
export interface Repository {
	/** The file as everybody else sees it: what a plan has to be made from. Undefined where that is what the work tree has. Once something was published, what is in the remote's branch then, whatever the checkout has. */
	read(call: Call): Promise<Uint8Array | undefined>;
	publish(publication: Publication, call: Call): Promise<void>;
	/** Removes a worktree that a run which was killed has left. */
	forget(worktree: string): Promise<void>;
}

/** What works in one repository takes turns: git's index and refs are locked, and it does not wait. */
const turns = new Map<string, Promise<unknown>>();

const inTurn = async <T>(repository: string, work: () => Promise<T>): Promise<T> => {
	const turn = (turns.get(repository) ?? Promise.resolve()).then(work, work);
	turns.set(
		repository,
		turn.catch(() => {}),
	);
	return turn;
};

/**
Looks at the repository of a file, writing nothing: that the file is in it, where it is pushed to, and that git knows who commits.

@param path - Of the file itself, not of a link to it.
*/
export const openRepository = async (
	path: string,
	options: GitOptions,
	{log, readOnly}: Pick<Tools, 'log' | 'readOnly'>,
): Promise<Repository> => {
	const folder = dirname(path);
	const git = gitIn(folder, options.author);
	const name = basename(path);
	const found = await git.try(['rev-parse', '--show-prefix', '--git-common-dir', `HEAD:./${name}`]);
	if (!found.ok && /does not exist in|exists on disk, but not in|invalid object name 'HEAD'/.test(found.stderr)) {
		throw new TargetError('refused', `${name} is not in git yet`, {hint: 'Commit it once by hand; `[]` is enough.'});
	}
	if (!found.ok) throw gitError('rev-parse', found);
	const [prefix = '', common = ''] = found.stdout.toString().split('\n');
	await git.run(['var', 'GIT_COMMITTER_IDENT']);
	if ((await git.run(['check-attr', 'filter', '--', name])).endsWith(': lfs')) {
		throw new TargetError('refused', `${name} is kept by Git LFS, whose files are not pushed along`, {
			hint: `Keep it in git itself: git lfs untrack ${name}, then commit it once more.`,
		});
	}
	const {remote, push} = options;
	const checkedOut = await checkedOutIn(git);
	const branch = push ? await branchOf(git, checkedOut, options) : undefined;
	const placeFor = (call: Call): Place => ({git, path, inTree: prefix + name, checkedOut, branch, remote, readOnly, log, call});
	const repository = await realpath(resolve(folder, common));

	/** Nothing is left to bring along in either direction, as it was last seen. */
	let isSettled = false;
	let isPublished = false;

	return {
		read: async call =>
			inTurn(repository, async () => {
				const place = placeFor(call);
				if (isPublished) return contentIn((await fetched(place)) ? ownRef(place) : 'HEAD', place);
				const {head, tip, base, isClean, isCurrent} = await lookAt(place);
				if (!isClean) {
					throw new TargetError('refused', `${place.inTree} has edits that are not committed`, {
						hint: `Commit them, or take them back (git checkout HEAD -- ${place.inTree}), then run again.`,
					});
				}
				if (readOnly) await ensureUnlocked(place).catch(error => log.warn(`a run would be refused: ${inWords(error)}`));
				isSettled = isCurrent && head === base && (branch === undefined || head === tip);
				if (tip !== undefined && base !== tip)
					log.warn(`${branch} has commits of ${place.inTree} that ${place.remote} lacks: a run pushes them along`);
				return isCurrent ? undefined : contentIn(base, place);
			}),
		forget: async worktree => removeWorktree(worktree, git),
		async publish(publication, call) {
			isPublished = true;
			if (publication.redo || !isSettled) await inTurn(repository, async () => publish(placeFor(call), publication));
		},
	};
};

const checkedOutIn = async (git: Git): Promise<string | undefined> => {
	const current = await git.try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
	return current.ok ? current.stdout.toString().trim() : undefined;
};

const branchOf = async (git: Git, checkedOut: string | undefined, {branch, remote}: GitOptions): Promise<string> => {
	if (branch === undefined && checkedOut === undefined)
		throw new TargetError('refused', 'no branch is checked out: the branch to push to is unknown', {hint: 'Set `git.branch`.'});
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

/** Whether the remote would take a push: git goes as far as it can without sending one. That others pushed since is no trouble. */
export const reachRemote = async (path: string, options: GitOptions, call: Call): Promise<string> => {
	const git = gitIn(dirname(path), options.author);
	const branch = await branchOf(git, await checkedOutIn(git), options);
	const pushed = await git.try(['push', '--dry-run', '--porcelain', '--no-verify', options.remote, `HEAD:refs/heads/${branch}`], call);
	if (!pushed.ok && !isBehind(pushed.stdout.toString() + pushed.stderr)) throw gitError('push --dry-run', pushed);
	return `${options.remote} answers a push to ${branch}`;
};
