package dev.lagrange.cli.verify;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in a sentence: of files, exceptions say little more than the name. */
final class Trouble {

  private Trouble() {}

  static String sentence(Exception trouble) {
    String message = trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    if (trouble instanceof FileSystemException file && file.getReason() == null) {
      return message + reason(file);
    }
    return message;
  }

  private static String reason(FileSystemException trouble) {
    if (trouble instanceof NoSuchFileException) {
      return ": there is no such file or folder";
    }
    if (trouble instanceof AccessDeniedException) {
      return ": this user may not";
    }
    if (trouble instanceof FileAlreadyExistsException) {
      return " is a file, and a folder is needed";
    }
    return ": " + trouble.getClass().getSimpleName();
  }
}
