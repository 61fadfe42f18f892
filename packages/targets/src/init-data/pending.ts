import {type Call, TargetError} from '@slack-im/core';

import {throwIfStopped} from '../stopped.ts';
import type {Tools} from '../type.ts';
import {type Document, type Edit, openDocument} from './document.ts';
import {decode, readText, replaceFile, sweepFor} from './file.ts';
import {commitMessage, type Deed} from './message.ts';
import type {InitDataOptions} from './options.ts';

/** The edits of one run, which take effect together. */
export interface Pending {
	/** The list as everybody sees it now, with the edits that are not committed yet: what is in the file, or what the remote has. */
	document(call: Call): Promise<Document>;
	/** Makes one edit to the list as it was last read. `deed` is what the commit message says of it. */
	make(edit: Edit, deed: Deed, call: Call): Promise<void>;
	/** Writes the file, and commits and pushes it where the config says so; nothing where nothing differs. With git, what an earlier run or a person has left unpushed goes along. Whatever comes of it, the edits are forgotten: the list shows what is there then. */
	commit(call: Call): Promise<void>;
}

/**
Keeps edits until they are committed. They are made once more to the file as it is then, and to every other version that git has of it, so that nobody's changes are written over.

@param path - Of the file itself, not of a link to it.
*/
export const openPending = async (path: string, options: InitDataOptions, tools: Pick<Tools, 'log' | 'readOnly'>): Promise<Pending> => {
	const {file, git} = options;
	// Loaded only where it is needed: many files are in no repository
	const repository = git && (await (await import('./git.ts')).openRepository(path, git, tools));
	const edits: Edit[] = [];
	const deeds: Deed[] = [];
	let last: Promise<Document> | undefined;
	/** Whether the plan was made from what is in the file. */
	let isLocal = true;

	const redone = (text: string): Document => {
		const document = openDocument(text, options);
		for (const edit of edits) document.redo(edit);
		return document;
	};
	const redo = (bytes: Uint8Array): Uint8Array => {
		const {bom, text} = decode(bytes, file);
		return Buffer.from(bom + redone(text).text());
	};
	const local = async (): Promise<Document> => {
		last = readText(path, file).then(({text}) => redone(text));
		return last;
	};
	const writeFile = async (content?: Uint8Array): Promise<void> => {
		const {bom, text} = await readText(path, file);
		const wanted = content === undefined ? {bom, text: redone(text).text()} : decode(content, file);
		if (wanted.text !== text) await replaceFile(path, wanted, file);
	};

	const write = async (call: Call): Promise<void> => {
		await sweepFor(path, async left => repository?.forget(left));
		const hasEdits = edits.length > 0;
		if (!repository) return hasEdits ? writeFile() : undefined;
		if (hasEdits && isLocal) await local(); // What does not fit the file as it is now is not pushed either
		const message = commitMessage(deeds, git?.message);
		await repository.publish({redo: hasEdits ? redo : undefined, message, writeFile}, call);
	};

	return {
		async document(call) {
			const theirs = await repository?.read(call);
			if (theirs === undefined) return local();
			last = Promise.resolve(redone(decode(theirs, file).text));
			isLocal = false;
			return last;
		},
		async make(edit, deed, call) {
			throwIfStopped(call);
			if (tools.readOnly) throw new TargetError('refused', `${file} is not written in a dry run`);
			(await (last ?? local())).edit(edit);
			edits.push(edit);
			deeds.push(deed);
		},
		async commit(call) {
			throwIfStopped(call);
			if (tools.readOnly) return;
			try {
				await write(call);
			} finally {
				edits.length = 0;
				deeds.length = 0;
				last = undefined;
				isLocal = true;
			}
		},
	};
};
