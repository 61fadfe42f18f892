/** What a Jenkins of August 2023 (2.414.1, its bundled and suggested plugins) knows: a name or a key that is not here is an error. */
class Names {
	static final Set NONE = [] as Set
	static Set keys(String names) { names.tokenize(' ') as Set }

	/** Steps, with the keys each takes. The first key is the one that a single unnamed value is for. */
	static final Map<String, List<String>> STEPS = [
		archiveArtifacts: 'artifacts allowEmptyArchive excludes fingerprint onlyIfSuccessful caseSensitive defaultExcludes followSymlinks',
		bat: 'script returnStatus returnStdout encoding label',
		build: 'job parameters wait propagate quietPeriod waitForStart',
		catchError: 'message buildResult stageResult catchInterruptions',
		checkout: 'scm poll changelog',
		deleteDir: '',
		dir: 'path',
		echo: 'message',
		error: 'message',
		fileExists: 'file',
		input: 'message id ok submitter submitterParameter parameters cancel',
		isUnix: '',
		junit: 'testResults allowEmptyResults skipPublishingChecks skipMarkingBuildUnstable keepLongStdio healthScaleFactor testDataPublishers checksName',
		load: 'path',
		mail: 'to subject body cc bcc from replyTo charset mimeType',
		node: 'label',
		parallel: '*',
		properties: 'properties',
		pwd: 'tmp',
		readFile: 'file encoding',
		retry: 'count conditions',
		script: '',
		sh: 'script returnStatus returnStdout encoding label',
		sleep: 'time unit',
		stage: 'name concurrency',
		stash: 'name includes excludes allowEmpty useDefaultExcludes',
		timeout: 'time unit activity',
		tool: 'name type',
		unstable: 'message',
		unstash: 'name',
		warnError: 'message catchInterruptions',
		withCredentials: 'bindings',
		withEnv: 'overrides',
		writeFile: 'file text encoding',
		ws: 'dir',
		// Of plugins that are not suggested; --without NAME takes one away
		copyArtifacts: 'projectName filter target selector fingerprintArtifacts flatten optional excludes parameters',
		lock: 'resource quantity label variable inversePrecedence skipIfLocked extra resourceSelectStrategy',
	].collectEntries { name, keys -> [(name): keys.tokenize(' ')] }

	/** Values that steps are given: bindings of credentials, parameters of `build`, selectors of `copyArtifacts`, … */
	static final Map<String, Set> VALUES = [
		string: 'credentialsId variable name value defaultValue description trim',
		booleanParam: 'name value defaultValue description',
		text: 'name value defaultValue description',
		choice: 'name choices description',
		password: 'name defaultValue description',
		credentials: 'credentialsId name credentialType defaultValue description required',
		file: 'credentialsId variable',
		usernamePassword: 'credentialsId usernameVariable passwordVariable',
		usernameColonPassword: 'credentialsId variable',
		sshUserPrivateKey: 'credentialsId keyFileVariable usernameVariable passphraseVariable',
		lastSuccessful: 'stable',
		lastCompleted: '',
		specific: 'buildNumber',
		buildDiscarder: 'strategy',
		logRotator: 'numToKeepStr daysToKeepStr artifactNumToKeepStr artifactDaysToKeepStr',
		pipelineTriggers: 'triggers',
		cron: 'spec',
		pollSCM: 'scmpoll_spec ignorePostCommitHooks',
		upstream: 'upstreamProjects threshold',
		disableConcurrentBuilds: 'abortPrevious',
	].collectEntries { name, names -> [(name): keys(names)] }

	/** Sections of a declarative pipeline: what may stand in each, where it is not steps. */
	static final Map<String, Map<String, Set>> SECTIONS = [
		pipeline: 'agent environment libraries options parameters post stages tools triggers',
		stages: 'stage matrix',
		parallel: 'stage',
		stage: 'agent environment failFast input matrix options parallel post stages steps tools when',
		matrix: 'agent axes environment excludes options post stages tools when input',
		axes: 'axis', axis: 'name values', excludes: 'exclude', exclude: 'axis',
		post: 'always changed fixed regression aborted failure success unstable unsuccessful notBuilt cleanup',
		agent: 'label docker dockerfile node any none',
		docker: 'image args label registryUrl registryCredentialsId reuseNode alwaysPull customWorkspace',
		dockerfile: 'filename dir args label additionalBuildArgs reuseNode customWorkspace',
		parameters: 'string text booleanParam choice password file credentials',
		triggers: 'cron pollSCM upstream',
		options: 'buildDiscarder checkoutToSubdirectory copyArtifactPermission disableConcurrentBuilds disableResume lock newContainerPerStage overrideIndexTriggers parallelsAlwaysFailFast preserveStashes quietPeriod rateLimitBuilds retry skipDefaultCheckout skipStagesAfterUnstable timeout',
		input: 'message id ok submitter submitterParameter parameters',
		when: 'expression branch environment equals triggeredBy buildingTag tag changeRequest not allOf anyOf beforeAgent beforeInput beforeOptions',
		tools: 'jdk maven gradle nodejs',
	].collectEntries { name, names -> [(name): keys(names)] }
	static { ['not', 'allOf', 'anyOf'].each { SECTIONS[it] = SECTIONS.when } }
	/** Sections whose content is steps, or an expression made of them. */
	static final Set OF_STEPS = keys('steps environment expression script') + SECTIONS.post
	static final List POST_ORDER = 'always changed fixed regression aborted failure success unstable unsuccessful notBuilt cleanup'.tokenize(' ')

	/** Steps that need an agent with a workspace. */
	static final Set NEED_WORKSPACE = keys('archiveArtifacts bat checkout copyArtifacts deleteDir dir fileExists isUnix junit load pwd readFile sh stash unstash writeFile tool ws')
	/** Methods of Groovy's own that the Pipeline engine cannot suspend: a step in their closure is lost. */
	static final Set NOT_SUSPENDABLE = keys('sort toSorted max min unique toUnique replaceAll sum groupBy countBy eachLine splitEachLine eachFile eachFileRecurse eachMatch')

	/** A known name that is close to a wrong one, as ", did you mean `junit`?". */
	static String nearest(String name, Collection known) {
		def distance = { String a, String b ->
			def row = (0..b.size()) as List
			a.eachWithIndex { x, i ->
				def previous = row
				row = [i + 1]
				b.eachWithIndex { y, k -> row << [previous[k + 1] + 1, row[k] + 1, previous[k] + (x == y ? 0 : 1)].min() }
			}
			row[-1]
		}
		def best = known.min { distance(name.toLowerCase(), it.toLowerCase()) }
		best && distance(name.toLowerCase(), best.toLowerCase()) <= Math.max(1, name.size().intdiv(3)) ? ", did you mean `$best`?" : ''
	}
}
