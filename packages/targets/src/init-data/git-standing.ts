import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {basename} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {type Call, TargetError} from '@slack-im/core';

import {throwIfStopped} from '../stopped.ts';
import type {Log} from '../type.ts';
import {type Git, gitError, isOld, lockedError, lockWaits} from './git-command.ts';

/** A file in a repository, and all that working on it takes. */
export interface Place {
	/** Runs in the file's folder. */
	readonly git: Git;
	/** Of the file itself, not of a link to it. */
	readonly path: string;
	/** The file's path from the top of the repository. */
	readonly inTree: string;
	/** The branch that is checked out, if any is. */
	readonly checkedOut: string | undefined;
	/** Where it is pushed to; undefined where it is not. */
	readonly branch: string | undefined;
	readonly remote: string;
	/** Nothing that git keeps for the user is written, not even where it last saw the remote. */
	readonly readOnly: boolean;
	readonly log: Log;
	readonly call: Call;
}

/** How a checkout and its remote stand to each other. */
export interface Standing {
	/** Where the checkout stands. */
	readonly head: string;
	/** The remote's branch; undefined where there is none, or nothing is pushed. */
	readonly tip: string | undefined;
	/** What the next commit goes on top of: it holds the file as everybody else sees it. */
	readonly base: string;
	/** Whether the work tree's file holds nothing that is in no commit, so that it may be replaced. */
	readonly isClean: boolean;
	/** Whether it is what `base` has. */
	readonly isCurrent: boolean;
}

/** The ids of what some names stand for, as `HEAD` or `HEAD:file`; undefined where there is nothing of that name. */
const idsOf = async (names: readonly string[], {git, call}: Place): Promise<readonly (string | undefined)[]> => {
	const input = names.map(name => `${name}\n`).join('');
	const found = await git.run(['cat-file', '--batch-check=%(objectname)'], {...call, input});
	return found.split('\n').map(line => (/^[0-9a-f]+$/.test(line) ? line : undefined));
};

/** The file of a commit, as it would be in the work tree. */
export const contentIn = async (commit: string, {git, inTree, call}: Place): Promise<Buffer> => {
	const content = await git.try(['cat-file', '--filters', `${commit}:${inTree}`], call);
	if (!content.ok) throw gitError('cat-file', content);
	return content.stdout;
};

/** A ref of our own: the remote's branch as it was fetched last, or, where nothing is pushed, the last commit that was made. FETCH_HEAD is everybody's, another run beside this one would write over it. */
export const ownRef = ({remote, branch, inTree}: Place): string => {
	const name = branch === undefined ? inTree : `${remote}\n${branch}`;
	return `refs/slack-im/${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
};

/** Fetches the branch into {@link ownRef}. False where the remote has no such branch, or nothing is pushed. */
export const fetched = async (place: Place): Promise<boolean> => {
	const {git, remote, branch, readOnly, call} = place;
	if (branch === undefined) return false;
	const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', ...(readOnly ? ['--refmap='] : [])];
	const result = await git.try(['fetch', ...options, remote, `+refs/heads/${branch}:${ownRef(place)}`], call);
	if (result.ok || /couldn't find remote ref/i.test(result.stderr)) return result.ok;
	throw gitError('fetch', result);
};

/** A commit, and the id of what the file is in it. */
interface Version {
	readonly commit: string;
	readonly file: string | undefined;
}

/**
What the next commit goes on top of. That is the remote's branch; commits of this checkout that change nothing but the file are taken along, those that do not change it at all are left alone. Whatever else cannot be brought together without a decision, and is refused.
*/
const baseOf = async (head: Version, tip: Version, place: Place): Promise<Version> => {
	if (head.commit === tip.commit || head.file === tip.file) return tip;
	const {git, inTree, branch, remote, call} = place;
	const found = await git.try(['merge-base', head.commit, tip.commit], call);
	const fork = found.ok ? found.stdout.toString().trim() : undefined;
	if (fork === head.commit || (fork !== undefined && head.file === (await idsOf([`${fork}:${inTree}`], place))[0])) return tip;
	if (fork !== tip.commit) {
		throw new TargetError('refused', `${branch} and that of ${remote} have diverged: both have changed ${inTree}`, {
			hint: `Merge them (git pull --rebase ${remote} ${branch}, then git push), or take back the commits here, then run again.`,
		});
	}
	const differing = await git.run(['diff', '--name-only', '--no-renames', '-z', tip.commit, head.commit], call);
	const other = differing.split('\0').find(name => name !== '' && name !== inTree);
	if (other === undefined) return head;
	throw new TargetError('refused', `${branch} has commits that ${remote} lacks, which change ${inTree} and ${other}`, {
		hint: `Push them (git push ${remote} ${branch}), or take them back, then run again.`,
	});
};

/** What the file is in commits that the checkout has not come to: a run that was killed on the way has left one of these. */
const idsAhead = async (head: string, place: Place): Promise<readonly string[]> => {
	const {git, path, call} = place;
	const range = ['--raw', '--no-abbrev', '--no-renames', '--format=', `${head}..${ownRef(place)}`];
	const log = await git.try(['log', ...range, '--', basename(path)], call);
	return [...log.stdout.toString().matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) /gm)].map(([, id = '']) => id);
};

/** Compares the checkout with its remote. Only objects and a ref of our own are written. */
export const lookAt = async (place: Place): Promise<Standing> => {
	const {git, path, inTree, branch, remote, call} = place;
	const tip = (await fetched(place)) ? ownRef(place) : 'HEAD';
	const names = ['HEAD', tip, `HEAD:${inTree}`, `${tip}:${inTree}`, `:${inTree}`];
	const [head = '', theirs = '', here, there, staged] = await idsOf(names, place);
	const base = await baseOf({commit: head, file: here}, {commit: theirs, file: there}, place);
	const wanted = base.file;
	if (wanted === undefined) {
		throw new TargetError(
			'changed',
			`${inTree} is no longer in git: it was removed${base.commit === head ? '' : ` from ${branch} of ${remote}`}`,
			{hint: 'Put it back there (`[]` is enough), or remove the target from the config.'},
		);
	}
	const inWork = await git.try(['hash-object', '--', basename(path)], call);
	const ids = [inWork.ok ? inWork.stdout.toString().trim() : undefined, staged];
	const isCurrent = ids.every(id => id === wanted);
	const known = isCurrent ? ids : [wanted, here, ...(await idsAhead(head, place))];
	const isClean = ids.every(id => id !== undefined && known.includes(id));
	return {head, tip: tip === 'HEAD' ? undefined : theirs, base: base.commit, isClean, isCurrent};
};

/** Refuses to push what this checkout could not follow: a lock that a killed git has left would keep its index or a branch behind, and the next commit here would take back what was pushed. A young lock is waited for. */
export const ensureUnlocked = async ({git, remote, branch, checkedOut, call}: Place): Promise<void> => {
	const names = ['index', 'HEAD', `refs/heads/${checkedOut}`, `refs/remotes/${remote}/${branch}`];
	const paths = await git.run(['rev-parse', '--path-format=absolute', ...names.flatMap(name => ['--git-path', `${name}.lock`])], call);
	for (const wait of [...lockWaits, undefined]) {
		throwIfStopped(call);
		const lock = paths.split('\n').find(path => existsSync(path));
		if (lock === undefined) return;
		if (wait === undefined || isOld(lock)) throw lockedError(lock);
		await sleep(wait, undefined, call).catch(() => {});
	}
};
