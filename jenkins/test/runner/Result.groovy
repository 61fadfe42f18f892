package hudson.model

/** What `upstream` is given as its threshold. */
enum Result { SUCCESS, UNSTABLE, FAILURE, NOT_BUILT, ABORTED }
