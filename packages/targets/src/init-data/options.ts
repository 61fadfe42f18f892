import type {Json} from '@slack-im/core';
import {z} from 'zod';

const path = z.string().min(1);
const json: z.ZodType<Json> = z.json();

/** A URL with a password in it, or a token in place of the user: `git@host:path` and `ssh://git@host/path` are none. */
const hasCredentials = (remote: string): boolean =>
	/^https?:\/\/[^/?#]*@/i.test(remote) || /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*:[^/?#]*@/i.test(remote);

const gitSchema = z
	.strictObject({
		commit: z.literal(true).optional().meta({
			description: 'May be written for the reader: where there is a `git` section, every run that changes the file makes one commit.',
		}),
		push: z.boolean().default(false).meta({
			description:
				'Push the commit. The branch is fetched before anything is compared: the plan is made from the branch of the remote, and the checkout follows where it can. When the push is rejected because another push came first, the change is made again on top of that. Commits of the checkout that change nothing but the file are pushed along; others that change it must be merged by hand first.',
		}),
		remote: z
			.string()
			.min(1)
			.refine(remote => !remote.startsWith('-'), 'a remote does not begin with -')
			.refine(remote => !hasCredentials(remote), 'has credentials in it, which would show in logs: use a credential helper or GIT_ASKPASS')
			.default('origin')
			.meta({
				description:
					'Name or address of the remote, without credentials: those come from a credential helper, GIT_ASKPASS or an SSH agent. Of the environment, git and its helpers see what they usually need: GIT_*, SSH_*, PATH, HOME, locale, proxies, certificates. A password that a helper reads belongs into a variable such as GIT_PASSWORD.',
			}),
		branch: z
			.string()
			.regex(/^(?![-/])(?!.*(\.\.|@\{|\/\/))[^\s~^:?*[\\]+(?<![./])$/, 'is no name of a branch')
			.optional()
			.meta({
				description:
					'The branch that is pushed to. Default: the one that is checked out. Needed where none is, as in most Jenkins jobs; where one is, it must be this one.',
			}),
		author: z
			.strictObject({name: z.string().min(1), email: z.string().min(1)})
			.optional()
			.meta({description: 'Author and committer. Default: what git is configured with.'}),
		message: z.string().min(1).optional().meta({
			description: 'First line of the commit message. Joiners, returners, leavers and changes are listed below it. Default: their numbers.',
		}),
	})
	.meta({
		description:
			'Commit every change of the file to the git repository it lies in. Nothing else that is staged or changed there is touched; edits of the file itself have to be committed first. The commit is made in a worktree of its own, which is gone afterwards. Hooks of the repository (pre-commit, commit-msg, pre-push, post-merge) do not run: that worktree holds no other file that they could look at. Those of the server do. A file that Git LFS keeps is refused.',
	});

const activeSchema = z
	.strictObject({
		path: path.meta({description: 'Path of the state inside an entry.'}),
		active: json.default(true).meta({description: 'What stands there for an active account. Default true.'}),
		inactive: json
			.default(false)
			.meta({description: 'What stands there for an inactive one. Everything else, and nothing, counts as active. Default false.'}),
	})
	.refine(({active, inactive}) => JSON.stringify(active) !== JSON.stringify(inactive), '`active` and `inactive` are the same');

export const initDataSchema = z.strictObject({
	file: z.string().min(1).meta({description: 'The JSON file, relative to the config. It must exist; `[]` is enough.'}),
	at: z
		.string()
		.default('')
		.meta({description: 'Path to the list of entries inside the document, as in `data.agents`. Default: the document itself is the list.'}),
	idAt: path.default('userId').meta({description: 'Path of the id inside an entry. Default `userId`.'}),
	emailAt: path.default('email').meta({
		description:
			'Path of the e-mail inside an entry. Entries with neither an e-mail nor a Slack id are not people: they are never touched. Default `email`.',
	}),
	slackIdAt: path
		.optional()
		.meta({description: 'Path inside an entry where the Slack id is kept. Without it a new e-mail looks like a new person.'}),
	activeAt: z.union([path, activeSchema]).optional().meta({
		description:
			'Path of the state inside an entry (true or false), or `{path, active, inactive}`. Without it leavers are deleted from the file.',
	}),
	plaintext: z.boolean().default(false).meta({
		description:
			'Allow attributes with `secret` or `generate`. They are written into the file as they are: all readers of the file or its history in git can read them. Without it they are refused.',
	}),
	git: gitSchema.optional(),
});

export type InitDataOptions = z.output<typeof initDataSchema>;
export type GitOptions = z.output<typeof gitSchema>;

/** Where an entry keeps its state, and how. */
export type ActiveAt = z.output<typeof activeSchema>;

export const activeAtOf = ({activeAt}: InitDataOptions): ActiveAt | undefined =>
	typeof activeAt === 'string' ? {path: activeAt, active: true, inactive: false} : activeAt;
