package dev.lagrange.routing.event;

/** What befalls the session tokens in a token store that is out of reach. */
public enum StoreEvent {
  /** A session began without its key's token: {@code tokenStoreDown} decided what it reads. */
  NOT_READ("A session began, and what was kept under its key could not be read."),
  /** What a session wrote and read could not be kept under its key when it ended. */
  NOT_SAVED("What a session wrote and read could not be kept under its key in time."),
  /** The store took it later. */
  SAVED_LATE("The store took it after all, in the background."),
  /** It never will. */
  GIVEN_UP("It was given up: expired, one of too many, or the cluster was closed.");

  private final String meaning;

  StoreEvent(String meaning) {
    this.meaning = meaning;
  }

  /** What it says, in one sentence. */
  public String meaning() {
    return meaning;
  }
}
