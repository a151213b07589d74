import { marked } from "./texts.js";

/** All that sending files says by itself, apart from its markup; sentences of the server come from there. */
export const SEND_SAYS = {
  sending: marked("Sending file {done} of {count}"),
  left: marked("Sending file {done} of {count}, about {minutes} min left"),
  notPhotos: marked("Files that are no photos were not sent: {count}."),
  refused: marked("Not sent: {file}. {reason}"),
  nothing: marked("There is no photo and no ZIP among these files: choose others."),
  several: marked("A ZIP is imported by itself: choose one ZIP alone, or photos alone."),
  stopped: marked("Sending has stopped. Choose the same files again to go on."),
  signedOut: marked("The sign-in has ended. Sign in in another tab, then choose the same files again."),
  unreachable: marked("The server could not be reached. Check the connection, then choose the same files again."),
};
