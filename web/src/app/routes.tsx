/** Every address of the app. Pages load when they are first opened. */
import { createBrowserRouter } from "react-router";

export const router = createBrowserRouter([{ path: "*", element: <p>Goldsmith</p> }]);
