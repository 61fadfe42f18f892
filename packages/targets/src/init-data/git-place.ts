import {createHash} from 'node:crypto';

import type {Call} from '@slack-im/core';

import type {Log} from '../type.ts';
import {type Git, gitError} from './git-command.ts';

/** A file in a repository, and all that working on it takes. */
export interface Place {
	readonly git: Git;
	/** The file's path from the top of the repository. */
	readonly inTree: string;
	/** Where it is pushed to; undefined where it is not. */
	readonly branch: string | undefined;
	readonly remote: string;
	readonly log: Log;
	readonly call: Call;
}

/** The file as a commit or the index has it. */
export interface Version {
	readonly mode: string;
	readonly id: string;
}

/** The file in a commit, or (without one) in the index. */
export const versionIn = async (commit: string | undefined, {git, inTree, call}: Place): Promise<Version | undefined> => {
	const where =
		commit === undefined
			? ['ls-files', '--stage', '-z', '--', `:(top,literal)${inTree}`]
			: ['ls-tree', '-z', '--full-tree', commit, '--', inTree];
	const [, mode, id] = /^(100\d{3}) (?:blob )?([0-9a-f]{40,})(?: 0)?\t/.exec(await git.run(where, call)) ?? [];
	return mode === undefined || id === undefined ? undefined : {mode, id};
};

export const bytesOf = async ({id}: Version, {git, call}: Place): Promise<Uint8Array> => {
	const blob = await git.try(['cat-file', 'blob', id], call);
	if (!blob.ok) throw gitError('cat-file', blob);
	return blob.stdout;
};

/** The file of a commit as it would stand in the work tree. */
export const contentIn = async (commit: string, {git, inTree, call}: Place): Promise<Uint8Array> => {
	const content = await git.try(['cat-file', '--filters', `${commit}:${inTree}`], call);
	if (!content.ok) throw gitError('cat-file', content);
	return content.stdout;
};

/** @returns The id of the blob. */
export const store = async (bytes: Uint8Array, {git, call}: Place): Promise<string> =>
	git.run(['hash-object', '-w', '--stdin'], {...call, input: bytes});

/** Fetches the branch into a ref of our own: FETCH_HEAD is everybody's, another run beside this one would write over it. Undefined where the remote has no such branch. */
export const fetchTip = async ({git, remote, branch, call}: Place): Promise<string | undefined> => {
	const ref = `refs/slack-im/${createHash('sha256').update(`${remote}\n${branch}`).digest('hex').slice(0, 16)}`;
	const fetched = await git.try(
		['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', remote, `+refs/heads/${branch}:${ref}`],
		call,
	);
	if (fetched.ok) return git.run(['rev-parse', ref], call);
	if (/couldn't find remote ref/i.test(fetched.stderr)) return undefined;
	throw gitError('fetch', fetched);
};

export const isAncestor = async (older: string, newer: string, {git, call}: Place): Promise<boolean> =>
	(await git.try(['merge-base', '--is-ancestor', older, newer], call)).ok;
