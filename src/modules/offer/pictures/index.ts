export { keepPicture, pictureFile } from "./service.ts";
